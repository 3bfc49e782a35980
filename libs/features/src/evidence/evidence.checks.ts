import { X509Certificate, createHash } from 'node:crypto';
import { pathTo } from '#libs/features/own-certificate';
import { brokenLine, checkInclusion, headLeaf } from '#libs/platform';
import type { JournalLine } from '#libs/platform';
import { checkToken } from '#libs/signing';
import { commonNameOf } from './evidence.compile.js';
import type { Evidence, EvidenceToken } from './evidence.format.js';
import { signatoryProblems } from './evidence.checks-signatory.js';

/** One thing looked at: what holds, or what does not and why. The code is stable; the sentence is for whoever reads. */
export type EvidenceCheck = { code: string; ok: boolean; sentence: string };

/** A check that fails says why; several reasons make one line. */
export function check(code: string, sentence: string, problems: readonly string[]): EvidenceCheck {
  return problems.length === 0 ? { code, ok: true, sentence } : { code, ok: false, sentence: `${sentence} : ${problems.join(' ; ')}` };
}

/**
 * Everything that preuve.json proves by itself, recomputed: the chain of the journal, the revisions, each signatory's link, code,
 * approval, consent and signature, certificates, tokens, anchor. What no hash binds (an address, an agent) is only as good as the
 * seal around it. Whatever it is given, it answers.
 */
export function checkEvidence(evidence: Evidence): EvidenceCheck[] {
  return [
    checkJournal(evidence),
    checkRevisions(evidence),
    ...evidence.signatories.map((signatory) => check('signatory', `${signatory.body.name} : lien, code, approbation, consentement et signature concordent`, signatoryProblems(evidence, signatory))),
    checkParties(evidence),
    checkCertificates(evidence),
    checkTokens(evidence),
    ...(evidence.anchor ? [checkAnchor(evidence, evidence.anchor)] : []),
  ];
}

function checkJournal({ agreement, journal, madeAt }: Evidence): EvidenceCheck {
  const problems: string[] = [];
  const broken = brokenLine(journal as unknown as JournalLine[]);
  if (broken) problems.push(`chaîne rompue à la ligne ${broken.rank} (${broken.why})`);
  if (journal.some(({ subject, subjectId }) => subject !== 'round' || subjectId !== agreement.roundId)) problems.push('une ligne est d’un autre dossier');
  // A line that changes no state may have been written beside a change: only the changes must follow one another.
  const changes = journal.filter(({ stateFrom, stateTo }) => stateFrom !== stateTo);
  changes.slice(1).forEach((line, i) => {
    if (line.stateFrom !== changes[i]!.stateTo) problems.push(`la ligne ${line.rank} ne part pas de l’état où la tournée était`);
  });
  if (journal.at(-1)!.recordedAt > madeAt) problems.push('une ligne est plus récente que le dossier');
  const last = (event: string) => journal.findLast((line) => line.event === event)?.payload;
  if (last('recordAssembly')?.contentHash !== agreement.contentHash) problems.push('l’empreinte du texte n’est pas celle que le journal a reçue');
  if (last('recordSeal')?.finalHash !== agreement.finalHash) problems.push('l’empreinte scellée n’est pas celle que le journal a reçue');
  return check('journal_chain', `Le journal de la tournée (${journal.length} lignes) se suit sans rupture jusqu’au scellement`, problems);
}

function checkRevisions({ agreement, documents, signatories, tokens }: Evidence): EvidenceCheck {
  const { revisions, contentHash, manifest } = documents[0]!;
  const problems: string[] = [];
  revisions.forEach(({ n, start, length, recordedAt, kind, slotId, certificateSerial, signatureSha256, level }, i) => {
    const before = revisions[i - 1];
    if (n !== i || start !== (before?.length ?? 0) || length <= start) problems.push(`la révision ${i} ne suit pas la précédente`);
    if (before && recordedAt < before.recordedAt) problems.push(`la révision ${i} est plus ancienne que la précédente`);
    const isSignature = kind === 'certification' || kind === 'approval' || kind === 'seal';
    if (isSignature !== (certificateSerial !== null) || isSignature !== (signatureSha256 !== null) || isSignature !== (level !== null) || (kind === 'approval') !== (slotId !== null)) problems.push(`la révision ${i} (${kind}) n’est pas ce qu’elle dit`);
  });
  const [prepared, certified] = revisions;
  if (prepared?.kind !== 'prepared' || prepared.length !== manifest.length || prepared.sha256 !== manifest.sha256) problems.push('le document préparé n’est pas celui du manifeste');
  if (certified?.kind !== 'certification' || certified.sha256 !== contentHash || contentHash !== agreement.contentHash) problems.push('le texte certifié n’est pas celui qui a été approuvé');
  const seals = revisions.filter(({ kind }) => kind === 'seal');
  // The copy handed out may already bear what follows the seal: validation data and a timestamp.
  const sealed = revisions.slice(seals[0]?.n ?? revisions.length);
  if (seals.length !== 1 || !sealed.some(({ sha256 }) => sha256 === agreement.finalHash)) problems.push('le cachet n’est pas celui que le journal a reçu');
  const approvals = revisions.filter(({ kind }) => kind === 'approval');
  if (approvals.length !== signatories.length || approvals.some(({ slotId }, i) => slotId !== signatories[i]!.slotId)) problems.push('les signatures ne sont pas celles des signataires, dans leur ordre');
  if (approvals.some(({ n }) => n > (seals[0]?.n ?? Infinity))) problems.push('une signature suit le cachet');
  if (revisions.filter(({ kind }) => kind === 'timestamp').length !== tokens.filter(({ kind }) => kind === 'document').length) problems.push('il manque un jeton d’horodatage du document');
  return check('revisions', `Les ${revisions.length} révisions du document se suivent, de la certification au cachet`, problems);
}

function checkParties({ journal, signatories }: Evidence): EvidenceCheck {
  type Place = { id?: unknown; college?: unknown; bodyId?: unknown; blocks?: unknown };
  const launched = (journal.findLast(({ event }) => event === 'launch' || event === 'freeze')?.payload.slots ?? []) as Place[];
  const refused = new Set(journal.filter(({ event }) => event === 'refuse').map(({ payload }) => payload.slotId));
  // Places whose refusal did not stop the others: the text does not bind them (C. civ., art. 1199).
  const expected = launched.filter(({ id, blocks }) => blocks !== false || !refused.has(id)).map(({ id, college, bodyId }) => `${String(id)} ${String(college)} ${String(bodyId)}`).sort();
  const found = signatories.map(({ slotId, college, body }) => `${slotId} ${college} ${body.id}`).sort();
  return check('parties', 'Tous les organismes appelés au lancement ont signé, hors ceux dont le refus ne suspend rien, et eux seuls', expected.length === found.length && expected.every((place, i) => place === found[i]) ? [] : ['la liste n’est pas celle du journal']);
}

function checkCertificates({ trust, signatories }: Evidence): EvidenceCheck {
  const problems: string[] = [];
  attempt(problems, 'les certificats ne se lisent pas', () => {
    const root = new X509Certificate(trust.rootPem);
    for (const { der, sha256, serial } of trust.certificates) {
      const bytes = Buffer.from(der, 'base64');
      const certificate = new X509Certificate(bytes);
      if (hashOf(bytes) !== sha256 || certificate.serialNumber.toLowerCase() !== serial) problems.push(`le certificat ${serial} n’est pas celui qui est décrit`);
      const signer = signatories.find(({ signature }) => signature.certificateSha256 === sha256);
      const isIssued = signer?.certificate ? leadsTo(certificate, trust.certificates.map(({ der: one }) => Buffer.from(one, 'base64')), signer.certificate.root.der) : certificate.verify(root.publicKey);
      if (signer && !isIssued) problems.push(`le certificat ${serial} (${commonNameOf(bytes)}) n’est pas de l’autorité jointe`);
    }
  });
  return check('certificates', signatories.some(({ certificate }) => certificate) ? 'Les certificats des signataires sont ceux de l’autorité jointe, ou mènent à celle que le service reconnaissait' : 'Les certificats des signataires sont ceux de l’autorité jointe', problems);
}

/** Whether a person's own certificate leads to the authority that was recognised when the file came back. */
function leadsTo(certificate: X509Certificate, carried: readonly Buffer[], root: string): boolean {
  return pathTo(certificate.raw, carried, [Buffer.from(root, 'base64')]) !== null;
}

function checkTokens({ tokens, documents }: Evidence): EvidenceCheck {
  const problems = tokens.flatMap((token) => tokenProblems(token));
  const { revisions } = documents[0]!;
  for (const { field, kind, imprint } of tokens.filter((token) => token.kind === 'signature')) {
    const signed = revisions.find((revision) => revision.slotId === field || (revision.slotId === null && revision.kind === field));
    if (signed?.signatureSha256 !== imprint) problems.push(`le jeton de ${field} ne date pas sa signature (${kind})`);
  }
  const fields = tokens.map(({ field }) => field);
  if (new Set(fields).size !== fields.length) problems.push('deux jetons pour un même champ');
  revisions.forEach((revision, i) => {
    if (revision.level === null) return;
    const own = fields.includes(revision.slotId ?? revision.kind);
    const later = revisions.slice(i + 1).some(({ kind }) => kind === 'timestamp');
    if ((revision.level === 'B-B') === (own || later)) problems.push(`le niveau de la révision ${i} ne suit pas de ses jetons`);
  });
  return check('tokens', tokens.length === 0 ? 'Aucun jeton d’horodatage' : `Les ${tokens.length} jetons d’horodatage sont entiers et datent ce qu’ils disent dater`, problems);
}

function tokenProblems({ field, at, imprint, authority, policy, der }: EvidenceToken): string[] {
  const problems: string[] = [];
  attempt(problems, `le jeton de ${field} ne se vérifie pas`, () => {
    const read = checkToken(Buffer.from(der, 'base64'));
    const same = read.at.toISOString() === at && read.imprint.toString('hex') === imprint && read.policy === policy && commonNameOf(read.authority) === authority;
    if (!same) problems.push(`le jeton de ${field} n’est pas celui qui est décrit`);
  });
  return problems;
}

function checkAnchor({ journal, agreement }: Evidence, { head, index, size, path, root, token, rank }: NonNullable<Evidence['anchor']>): EvidenceCheck {
  const problems: string[] = [];
  const line = journal.find((one) => one.rank === head.rank);
  if (head.subject !== 'round' || head.subjectId !== agreement.roundId || line?.hash !== head.hash) problems.push('la ligne ancrée n’est pas du journal');
  const hex = (text: string) => Buffer.from(text, 'hex');
  if (!checkInclusion({ leaf: headLeaf(head), index, size, proof: path.map(hex), root: hex(root) })) problems.push('le chemin ne mène pas à la racine');
  if (token !== null) {
    attempt(problems, 'le jeton de la racine ne se vérifie pas', () => {
      if (checkToken(Buffer.from(token, 'base64')).imprint.toString('hex') !== root) problems.push('le jeton ne date pas cette racine');
    });
  }
  return check('anchor', `Le journal est ancré jusqu’à sa ligne ${head.rank} sous la racine n° ${rank}${token === null ? ', encore sans jeton' : ', datée par un jeton'}`, problems);
}

/** Runs what may throw on hostile input, and turns a throw into a problem. */
export function attempt(problems: string[], problem: string, work: () => void): void {
  try {
    work();
  } catch {
    problems.push(problem);
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
