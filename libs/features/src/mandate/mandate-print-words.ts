import { birthDay, dayWords, demarches, demarcheWords, identityDocumentNames, lapseCauseNames, lastDayOf, lastProofDay, renunciationReasonNames } from '#libs/domain';
import type { Demarche, Instant, LapseCause, LegalDay, MandateEnd, MandateFacts, MandateSignature, RenunciationReason } from '#libs/domain';
import { formatPhone, formatSiret } from '#libs/features/model';
import type { EndReceiptPrint, MandateFormPrint, MandateToSignPrint } from '#libs/features/papers';
import { formatCount, formatHash, formatList, formatSecond } from '#libs/ui';
import { shownMandateCode } from './mandate-code.js';
import type { MandatePrint, PrintedMandate, PrintedPerson, ReceiptPrint } from './mandate-printed.js';
import { mandateLinks } from './mandate.links.js';

/** Where the service answers, and whether it says at each page that it is a demonstration. */
export type PrintedPlace = { publicUrl: string; demonstration: boolean };

const MAINLAND = 'Europe/Paris';

/** Annexe 7 filled, with empty boxes to sign in. */
export function toSignWords(data: MandatePrint, place: PrintedPlace): MandateToSignPrint {
  return { ...formWords(data, place), signed: { person: emptyBox, agent: emptyBox }, code: codeWords(data.code, place) };
}

/** The same, signed. `copy`: for the person, who finds the code on it; the others bear none, since whoever holds the code can use it. */
export function signedWords(data: MandatePrint, place: PrintedPlace, what: 'original' | 'copy'): MandateFormPrint {
  const { signed } = data.facts;
  if (!signed) throw new Error(`Mandate ${data.number} is not signed`);
  const { signature, at } = signed;
  const made = `${data.structure.name}, le ${formatSecond(at, data.timeZone)}`;
  return {
    ...formWords(data, place), ...names[what][signature.means],
    signed: { person: { made, by: personSigned(signature, data) }, agent: { made, by: agentSigned(signature, data) } },
    code: what === 'copy' ? codeWords(data.code, place) : null,
  };
}

const emptyBox = { made: '', by: '' };
const keepCopy = 'Gardez-la : elle porte, en dernière page, le code qui permet de retirer le mandat.';
const names: Readonly<Record<'original' | 'copy', Readonly<Record<MandateSignature['means'], { label: string; explanation: string }>>>> = {
  original: {
    tablet: { label: 'Original électronique', explanation: 'Un seul original, auquel chaque partie a accès de façon durable. Toute impression en est une copie.' },
    paper: { label: 'Image de l’original sur papier', explanation: 'Les deux originaux sont sur papier, un pour chaque partie. L’agent atteste cette image ; la numérisation de l’original signé est gardée avec elle.' },
  },
  copy: {
    tablet: { label: 'Copie', explanation: `Copie de l’original électronique. ${keepCopy}` },
    paper: { label: 'Copie', explanation: `Copie d’un mandat signé sur papier en deux originaux. ${keepCopy}` },
  },
};

function personSigned(signature: MandateSignature, { typedName, agent, person }: MandatePrint): string {
  if (signature.means === 'tablet') return `Signature électronique simple\u00a0: «\u00a0${typedName ?? fullName(person)}\u00a0», nom écrit par l’Usager sur place.`;
  return `Signature manuscrite attestée par ${agent.name}, empreinte SHA-256 de la numérisation\u00a0: ${formatHash(signature.scanHash)}`;
}

function agentSigned(signature: MandateSignature, { agent }: MandatePrint): string {
  return signature.means === 'tablet' ? `Signature électronique simple\u00a0: ${agent.name}, depuis son compte.` : `Signature manuscrite de ${agent.name}, sur la même numérisation.`;
}

function formWords({ person, structure, agent, facts, timeZone, words, partnerNames, text: given, ...data }: MandatePrint, place: PrintedPlace): Omit<MandateToSignPrint, 'signed' | 'code'> {
  const { informedAt, identifiedAt, identityDocument, duration, signed, startedOn } = facts;
  if (!informedAt || !identifiedAt || !identityDocument || !duration) throw new Error(`Mandate ${data.number} is not ready to be printed`);
  const text = signed?.text ?? given;
  // A draft is signed the day it was begun, or not at all.
  const day = signed?.on ?? startedOn;
  return {
    ...headWords({ ...data, structure, timeZone }, place),
    text: `${text.version}, ${formatHash(text.hash)}`,
    person: {
      name: fullName(person), birth: `${birthDay(person.birthDate)}, à ${person.birthPlace}`, address: person.address,
      contact: formatList([...(person.phone ? [formatPhone(person.phone)] : []), ...(person.email ? [person.email] : [])]),
    },
    agent: agent.role === '' ? agent.name : `${agent.name}, ${agent.role}`,
    informedAt: `le ${formatSecond(informedAt, timeZone)}`,
    identity: { document: identityDocumentNames[identityDocument], verified: `le ${formatSecond(identifiedAt, timeZone)}, par ${agent.name}` },
    demarches: demarches.map((demarche) => entrusted(demarche, facts, words[demarche], partnerNames)),
    duration,
    until: `Signé le ${dayWords(day)}, ce mandat vaut jusqu’au ${midnight(lastDayOf(day, duration), timeZone)}.`,
  };
}

function headWords({ number, departement, agreementNumber, structure, gestionnaire }: Omit<PrintedMandate, 'facts'>, { demonstration }: PrintedPlace) {
  return {
    demonstration, number, departement: { name: departement.name },
    agreement: `Convention départementale France Services n°\u00a0${agreementNumber} – ${departement.name} (${departement.code})`,
    structure: `${structure.name}, ${structure.place}`,
    gestionnaire: `${gestionnaire.name}, SIRET ${formatSiret(gestionnaire.siret)}`,
  };
}

function entrusted(demarche: Demarche, { scope }: MandateFacts, words: string | undefined, partnerNames: ReadonlyMap<string, string>): MandateToSignPrint['demarches'][number] {
  const item = scope.find((one) => one.demarche === demarche);
  if (!item) return { words: '', actions: false, dataRequests: false };
  const partners = formatList(item.partners.flatMap((id) => partnerNames.get(id) ?? []));
  return { words: [words ?? '', partners].filter((part) => part !== '').join(' – '), actions: item.actions, dataRequests: item.dataRequests };
}

const codeWords = (code: string, { publicUrl }: PrintedPlace): MandateToSignPrint['code'] => {
  const letters = code.replace(/[\s-]/g, '');
  return { written: shownMandateCode(letters), url: `${publicUrl}${mandateLinks.byCode(letters)}`, address: `${publicUrl}${mandateLinks.typeCode}` };
};

/** « Odette Marie VIDAL ». */
const fullName = ({ givenNames, familyName }: Pick<PrintedPerson, 'givenNames' | 'familyName'>): string => `${givenNames} ${familyName.toLocaleUpperCase('fr')}`;

/** The end of a day, in the time of the structure, which is said where it is not that of the mainland. */
const midnight = (day: LegalDay, timeZone: string): string => `${dayWords(day)} à 24\u00a0h${timeZone === MAINLAND ? '' : ', heure de la Structure'}`;

/** The receipt of the end. */
export function receiptWords(data: ReceiptPrint, place: PrintedPlace): EndReceiptPrint {
  const { facts, timeZone, person, working, visa } = data;
  const { end, signed } = facts;
  if (!end || !signed) throw new Error(`Mandate ${data.number} has not ended`);
  const kept = formatList(['l’identité', 'les coordonnées', 'les précisions des démarches', ...some(working.documents, 'document'), ...some(working.notes, 'note')]);
  return {
    ...headWords(data, place),
    sentence: end.how === 'lapsed' ? lapses[end.detail as LapseCause].sentence : sentences[end.how],
    person: fullName(person),
    signedAt: `le ${formatSecond(signed.at, timeZone)}`,
    endedAt: end.how === 'expired' ? `le ${midnight(end.on, timeZone)}` : `le ${formatSecond(end.at, timeZone)}${timeZone === MAINLAND ? '' : ', heure de la Structure'}`,
    how: howEnded(end),
    demarches: facts.scope.map(({ demarche }) => demarcheWords[demarche].name).join('\u00a0; '),
    working: visa === 'standing'
      ? `Sont détruits\u00a0: ${kept}. Leur clé est effacée dès que ce reçu est fait, et plus personne ne peut les lire.`
      : `Sont verrouillés\u00a0: ${kept}. Plus personne ne les lit ; ils sont détruits dès que les Archives départementales l’ont permis par leur visa.`,
    proof: `Le mandat signé et ce reçu sont gardés à part, sous une autre clé, jusqu’au ${dayWords(facts.proofUntil ?? lastProofDay(facts))}. Ils ne sont ouverts qu’en cas de litige, avec une raison écrite.`,
  };
}

const some = (count: number, what: string): string[] => (count === 0 ? [] : [formatCount(count, what)]);

const sentences: Readonly<Record<Exclude<MandateEnd['how'], 'lapsed'>, string>> = {
  revoked: 'Le mandat est retiré.', renounced: 'La Structure renonce au mandat.', expired: 'La durée du mandat est finie.',
  resolved: 'Les démarches sont accomplies.', replaced: 'Un nouveau mandat remplace celui-ci.',
};

/** The law knows death and the tutelle; annexe 7 adds every other measure. */
const lapses: Readonly<Record<LapseCause, { sentence: string; ground: string }>> = {
  death: { sentence: 'Le mandat a pris fin de plein droit.', ground: 'Code civil, article\u00a02003' },
  guardianship: { sentence: 'Le mandat a pris fin par l’ouverture d’une mesure de protection.', ground: 'Code civil, article\u00a02003, pour une tutelle\u00a0; convention, article\u00a04.6 et annexe\u00a07, pour une autre mesure' },
};

function howEnded({ how, detail, occurredOn }: MandateEnd): string {
  switch (how) {
    case 'revoked': return detail === 'code' ? 'L’Usager l’a retiré avec le code de son original, sans passer par la Structure.' : 'L’Usager l’a dit à un agent de la Structure.';
    case 'renounced': return `La Structure l’a décidé et le notifie à l’Usager\u00a0: ${renunciationReasonNames[detail as RenunciationReason]}.`;
    case 'expired': return 'La durée choisie à la signature est arrivée à son terme.';
    case 'resolved': return 'La Structure a constaté que tout ce qui lui était confié est fait.';
    case 'lapsed': return `La Structure en a eu connaissance à cet instant\u00a0: ${lapseCauseNames[detail as LapseCause]}${occurredOn ? `, le ${dayWords(occurredOn)}` : ''} (${lapses[detail as LapseCause].ground}).`;
    case 'replaced': return 'L’Usager a signé un mandat plus récent pour les mêmes démarches.';
  }
}

/** The instant written in the file: that of the fact it tells, so that the same job gives the same bytes. */
export function instantOfPrint({ facts, number }: Pick<PrintedMandate, 'facts' | 'number'>, what: 'toSign' | 'signed' | 'ended'): Date {
  const at: Instant | null | undefined = what === 'ended' ? facts.end?.at : what === 'signed' ? facts.signed?.at : facts.definedAt;
  if (!at) throw new Error(`Mandate ${number} cannot be printed yet`);
  return new Date(at);
}
