import { createHash } from 'node:crypto';
import { bearsFamilyName } from '#libs/features/own-certificate';
import { sharedCodeId } from '#libs/features/signature';
import { commonNameOf, consentHash } from './evidence.compile.js';
import type { Evidence, EvidenceSignatory } from './evidence.format.js';

/** Rows of one act are dated by as many readings of the clock in one transaction: further apart, they are not of the same act. */
const sameActMs = 60_000;
/** RFC 5280, ub-common-name: a longer name is cut in the certificate. */
const commonNameMax = 64;

/** What is left of a masked number: a file handed around must not tell where to reach somebody. */
const maskedDigitsMax = 4;

type Line = Evidence['journal'][number];

/** What does not hold in the file of one signatory, in French; nothing when everything agrees. */
export function signatoryProblems(evidence: Evidence, signatory: EvidenceSignatory): string[] {
  const { means, approval, paper, certificate } = signatory;
  if ((means === 'handwritten') !== (paper !== null) || (means === 'handwritten') !== (approval === null) || (means === 'own_certificate') !== (certificate !== null) || (approval !== null && (means === 'simple') !== (approval.codeId !== null))) return ['le moyen de signer n’est pas celui qui est dit'];
  return [...linkProblems(evidence, signatory), ...codeProblems(evidence, signatory), ...approvalProblems(evidence, signatory), ...paperProblems(evidence, signatory), ...certificateProblems(evidence, signatory), ...signatureProblems(evidence, signatory)];
}

function linkProblems({ agreement }: Evidence, { links, codes, mails, approval, person, body }: EvidenceSignatory): string[] {
  const problems: string[] = [];
  const link = links.find(({ id }) => id === approval?.linkId);
  if (approval && (!link || link.purpose !== 'sign')) problems.push('le lien de l’approbation est inconnu');
  else if (approval && link && (approval.at < link.createdAt || approval.at >= link.expiresAt)) problems.push('le lien n’était pas valable à l’instant de l’approbation');
  for (const { id, mailId, contentHash, createdAt, expiresAt, openedAt } of links) {
    if (contentHash !== agreement.contentHash) problems.push('un lien se rapporte à un autre texte');
    if (expiresAt <= createdAt) problems.push('un lien expire avant d’exister');
    const mail = mails.find((one) => one.id === mailId);
    // A reminder may still wait for the mail server when its reader signs by an earlier one.
    if (approval && (!mail || (mail.sentAt === null && (id === approval.linkId || openedAt !== null)))) problems.push(`aucun courriel accepté ne portait le lien ${id}`);
    if ((codes.find(({ linkId }) => linkId === id)?.createdAt ?? null) !== openedAt) problems.push('l’ouverture du lien n’est pas celle de son premier code');
  }
  for (const { id, messageId, createdAt, sentAt } of mails) {
    if (!messageId.includes(id)) problems.push('un courriel ne porte pas son propre numéro');
    if (sentAt !== null && sentAt < createdAt) problems.push('un courriel est parti avant d’être écrit');
  }
  if (!person.email.includes('@') || body.name === '') problems.push('l’adresse du signataire est illisible');
  return problems;
}

function codeProblems({ journal }: Evidence, { slotId, person, links, codes, approval }: EvidenceSignatory): string[] {
  const problems: string[] = [];
  const used = codes.find(({ id }) => id === approval?.codeId);
  if (approval?.codeId && (!used || used.usedAt === null || !isSameAct(used.usedAt, approval.at))) problems.push('le code de l’approbation n’a pas servi à cet instant');
  if (approval && used && (used.linkId !== approval.linkId || used.typedName !== approval.typedName || approval.at < used.createdAt || approval.at >= used.expiresAt || used.tries < 1)) problems.push('le code de l’approbation n’est pas celui de ce lien, de ce nom ou de cet instant');
  for (const { id, mailedId, linkId, channel, sms, createdAt, expiresAt, tries, usedAt } of codes) {
    if (mailedId !== id && sharedCodeId(mailedId, linkId) !== id) problems.push(`le code ${id} n’est pas tiré de celui qui a été envoyé`);
    const asked = journal.find(({ event, payload }) => event === 'requestCode' && payload.codeId === id);
    if (!asked || asked.payload.slotId !== slotId || asked.payload.signatoryId !== person.id || !isSameAct(asked.recordedAt, createdAt)) problems.push(`le code ${id} n’a pas été demandé selon le journal`);
    if (asked && (asked.payload.channel ?? 'mail') !== channel) problems.push(`le code ${id} n’est pas parti comme le journal le dit`);
    if (channel === 'mail' ? sms !== null : id === approval?.codeId && sms === null) problems.push(`le code ${id} n’a pas le SMS qui l’a porté`);
    if (sms && ((sms.state === 'accepted') !== (sms.acceptedAt !== null) || (sms.acceptedAt ?? sms.createdAt) < sms.createdAt || new Date(sms.createdAt).getTime() < new Date(createdAt).getTime() - sameActMs || sms.to.replace(/\D/g, '').length > maskedDigitsMax)) problems.push(`le SMS du code ${id} n’est pas ce qu’il dit`);
    if (!links.some((link) => link.id === linkId) || expiresAt <= createdAt) problems.push(`le code ${id} n’est d’aucun lien connu`);
    if (id !== approval?.codeId && usedAt !== null) problems.push('deux codes ont servi');
    const wrong = journal.filter(({ event, payload }) => event === 'refused.code' && payload.codeId === id).length;
    if (wrong > tries - (usedAt === null ? 0 : 1)) problems.push(`le code ${id} a été essayé plus souvent qu’il n’est dit`);
  }
  const requests = journal.filter(({ event, payload }) => event === 'requestCode' && payload.slotId === slotId && payload.signatoryId === person.id).length;
  if (requests !== codes.length) problems.push('le nombre de codes n’est pas celui du journal');
  return problems;
}

function approvalProblems({ agreement, journal }: Evidence, { slotId, person, approval }: EvidenceSignatory): string[] {
  const problems: string[] = [];
  const lines = journal.filter((line) => line.event === 'approve' && line.payload.slotId === slotId);
  if (!approval) return lines.length === 0 ? [] : ['une approbation du journal manque au dossier'];
  if (lines.length !== 1 || !isThisAct(lines[0]!, person.id, approval)) problems.push('l’approbation n’est pas celle du journal');
  if (approval.contentHash !== agreement.contentHash) problems.push('l’approbation se rapporte à un autre texte');
  if (consentHash(approval.consent.lines) !== approval.consent.sha256) problems.push('le consentement n’est pas celui dont l’empreinte est gardée');
  return problems;
}

function isThisAct({ payload, actor, recordedAt }: Line, personId: string, { at, contentHash, linkId }: NonNullable<EvidenceSignatory['approval']>): boolean {
  return payload.signatoryId === personId && payload.contentHash === contentHash && actor.kind === 'signatory' && actor.id === personId && actor.linkId === linkId && isSameAct(recordedAt, at);
}

function paperProblems({ agreement, journal }: Evidence, { slotId, person, paper }: EvidenceSignatory): string[] {
  const lines = journal.filter((line) => line.event === 'recordPaper' && line.payload.slotId === slotId);
  if (!paper) return lines.length === 0 ? [] : ['une signature manuscrite du journal manque au dossier'];
  const [line] = lines;
  const same = lines.length === 1 && line!.payload.signatoryId === person.id && line!.payload.paperId === paper.id && line!.payload.signedOn === paper.signedOn && line!.payload.contentHash === paper.contentHash && isSameAct(line!.recordedAt, paper.recordedAt);
  return [...(same ? [] : ['la signature manuscrite n’est pas celle du journal']), ...(paper.contentHash === agreement.contentHash ? [] : ['la signature manuscrite se rapporte à un autre texte'])];
}

/** The file that came back is the one that was lent, within its time, and one signature more by that certificate, which bears the person's name. */
function certificateProblems({ documents, journal }: Evidence, { slotId, person, approval, certificate, signature }: EvidenceSignatory): string[] {
  const returned = journal.filter(({ event, payload }) => event === 'document.returned' && payload.slotId === slotId);
  if (!certificate || !approval) return returned.length === 0 ? [] : ['un fichier signé rendu selon le journal manque au dossier'];
  const problems: string[] = [];
  const { reservation, root } = certificate;
  const lent = journal.find(({ event, payload }) => event === 'document.lent' && payload.reservationId === reservation.id);
  if (!lent || lent.payload.slotId !== slotId || lent.actor.id !== person.id || lent.payload.sha256 !== reservation.baseSha256 || !isSameAct(lent.recordedAt, reservation.createdAt)) problems.push('la réservation du document n’est pas celle du journal');
  const [line] = returned;
  if (returned.length !== 1 || line!.payload.reservationId !== reservation.id || line!.payload.certificateSha256 !== certificate.sha256 || !isSameAct(line!.recordedAt, approval.at)) problems.push('le retour du fichier signé n’est pas celui du journal');
  if (approval.at < reservation.createdAt || approval.at >= reservation.expiresAt) problems.push('le fichier signé est revenu hors du temps de la réservation');
  const { revisions } = documents[0]!;
  const [before, own] = [revisions[signature.revision - 1], revisions[signature.revision]];
  if (before?.length !== reservation.baseLength || before.sha256 !== reservation.baseSha256 || own?.start !== reservation.baseLength) problems.push('la signature n’a pas été ajoutée au fichier prêté');
  if (certificate.sha256 !== signature.certificateSha256 || certificate.serial !== signature.certificateSerial || certificate.commonName !== signature.signer) problems.push('le certificat du signataire n’est pas celui qui a été lu à la réception');
  if (createHash('sha256').update(Buffer.from(root.der, 'base64')).digest('hex') !== root.sha256) problems.push('l’autorité du certificat n’est pas celle dont l’empreinte est gardée');
  if (!bearsFamilyName(certificate.commonName, person.lastName)) problems.push('le certificat n’est pas au nom du signataire');
  return problems;
}

/** The service attests what a hand signed: under the name by which it certified the text. */
function attesterOf({ revisions }: Evidence['documents'][number], { certificates }: Evidence['trust']): string {
  const certified = certificates.find(({ serial }) => serial === revisions.find(({ kind }) => kind === 'certification')?.certificateSerial);
  return certified ? commonNameOf(Buffer.from(certified.der, 'base64')) : '';
}

function signatureProblems({ documents, trust, tokens }: Evidence, { slotId, person, approval, paper, certificate: own, signature }: EvidenceSignatory): string[] {
  const problems: string[] = [];
  const revision = documents[0]!.revisions[signature.revision];
  if (revision?.slotId !== slotId || revision.kind !== 'approval' || revision.certificateSerial !== signature.certificateSerial) problems.push('la signature n’est pas la révision qui est dite');
  // The approval comes first; the one writer appends afterwards (decision 7).
  const at = approval?.at ?? paper?.recordedAt;
  if (revision && at && revision.recordedAt < at) problems.push('la révision est plus ancienne que l’approbation');
  const certificate = trust.certificates.find(({ sha256 }) => sha256 === signature.certificateSha256);
  if (certificate?.serial !== signature.certificateSerial || !isNamed(certificate.der, signature.signer, own ? own.commonName : paper ? attesterOf(documents[0]!, trust) : `${person.firstName} ${person.lastName}`)) problems.push('le certificat n’est pas celui du signataire');
  const token = tokens.find(({ field, kind }) => kind === 'signature' && field === slotId);
  if ((token?.at ?? null) !== signature.timestampedAt) problems.push('l’horodatage n’est pas celui du jeton');
  return problems;
}

function isNamed(der: string, signer: string, fullName: string): boolean {
  try {
    const bytes = Buffer.from(der, 'base64');
    const isWhole = [...fullName].length <= commonNameMax;
    return commonNameOf(bytes) === signer && (isWhole ? signer === fullName : signer.startsWith([...fullName].slice(0, commonNameMax - 1).join('')));
  } catch {
    return false;
  }
}

/** Whether two instants are those of one act. */
function isSameAct(a: string, b: string): boolean {
  return Math.abs(new Date(a).getTime() - new Date(b).getTime()) <= sameActMs;
}
