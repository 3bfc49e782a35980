import { createHash } from 'node:crypto';
import { check } from './evidence.checks.js';
import type { EvidenceCheck } from './evidence.checks.js';
import type { Evidence } from './evidence.format.js';
import { signaturesIn } from './evidence.signatures.js';
import type { SignatureFacts } from './evidence.signatures.js';

/**
 * Whether a PDF is the agreement the evidence speaks of: every state of the file, every signature and every token in it. A file
 * that grew since, by archive timestamps, is still the same agreement; whether what was added is harmless is the verdict's affair.
 */
export async function checkDocument({ documents, tokens, signatories }: Evidence, pdf: Buffer): Promise<EvidenceCheck[]> {
  const { revisions } = documents[0]!;
  const wrong = revisions.filter(({ length, sha256 }) => length > pdf.length || createHash('sha256').update(pdf.subarray(0, length)).digest('hex') !== sha256);
  const last = revisions.at(-1)!;
  const grown = pdf.length > last.length ? `, prolongé depuis de ${pdf.length - last.length} octets` : '';
  const states = check('document_states', `Le document passe par les ${revisions.length} états décrits${grown}`, wrong.map(({ n, length }) => (length > pdf.length ? `il s’arrête avant la révision ${n}` : `la révision ${n} n’a pas l’empreinte dite`)));
  const facts = await signaturesIn(pdf).catch(() => null);
  if (!facts) return [states, check('document_signatures', 'Les signatures du document se lisent', ['le fichier est illisible'])];
  const problems = [
    ...revisions.flatMap((revision) => (revision.certificateSerial === null ? [] : signatureProblems(revision, facts))),
    ...signatories.flatMap(({ slotId, signature }) => (hashOf(facts.find(({ field }) => field === slotId)?.certificates[0]) === signature.certificateSha256 ? [] : [`le certificat de ${slotId} n’est pas celui du fichier`])),
  ];
  return [states, check('document_signatures', `Les ${facts.filter(({ kind }) => kind === 'signature').length} signatures du document sont celles des révisions, avec leurs certificats`, problems), checkImprints(tokens, facts)];
}

function signatureProblems({ n, length, slotId, kind, certificateSerial, signatureSha256 }: Evidence['documents'][number]['revisions'][number], facts: readonly SignatureFacts[]): string[] {
  const found = facts.find(({ end }) => end === length);
  if (!found) return [`aucune signature ne ferme la révision ${n}`];
  const same = found.field === (slotId ?? kind) && found.serial === certificateSerial && found.signatureSha256 === signatureSha256;
  return same ? [] : [`la signature de la révision ${n} n’est pas celle du fichier`];
}

function checkImprints(tokens: Evidence['tokens'], facts: readonly SignatureFacts[]): EvidenceCheck {
  const problems = tokens.flatMap(({ field, kind, imprint, der }) => {
    const found = facts.find((one) => one.field === field);
    const stamped = kind === 'signature' ? found?.signatureSha256 : found?.rangeSha256;
    return found?.token && stamped === imprint && found.token.der.toString('base64') === der ? [] : [`le jeton de ${field} n’est pas celui du fichier, ou n’en date pas les octets`];
  });
  return check('document_tokens', `Les ${tokens.length} jetons d’horodatage sont dans le document et en datent les octets`, problems);
}

function hashOf(der: Buffer | undefined): string | null {
  return der ? createHash('sha256').update(der).digest('hex') : null;
}
