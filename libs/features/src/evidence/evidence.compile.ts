import { X509Certificate, createHash } from 'node:crypto';
import { levelOf } from '#libs/domain';
import type { Slot } from '#libs/domain';
import { linkIdIn } from '#libs/features/signature';
import { certificateIdentification } from '#libs/features/own-certificate';
import { attestation, identificationOf, subjectOf } from '#libs/features/round';
import type { DocumentRow, DocumentReservation, PaperSignature, RevisionRow, RoundRow, SignatoryRow } from '#libs/features/round';
import type { AnchoredProof, JournalLine } from '#libs/platform';
import { evidenceFormatName, evidenceFormatVersion, evidenceSchema } from './evidence.format.js';
import type { Evidence, EvidenceRevision, EvidenceSignatory, EvidenceToken } from './evidence.format.js';
import { scanNames } from './evidence.scans.js';
import type { SignatureFacts } from './evidence.signatures.js';
import type { ApprovalFact, CodeFact, LinkFact, MailFact, SignatoryFacts, SmsFact } from './evidence.store.js';

/** All that one sealed round left behind, as read from the tables, the file and the keys. */
export type RoundTraces = {
  round: RoundRow;
  people: readonly SignatoryRow[];
  document: DocumentRow;
  /** As handed out: `convention-….pdf`. */
  fileName: string;
  provenance: Record<string, unknown>;
  revisions: readonly RevisionRow[];
  signatures: readonly SignatureFacts[];
  facts: SignatoryFacts;
  journal: readonly JournalLine[];
  /** The chain under the newest anchored root; null when there is none yet. */
  anchor: AnchoredProof | null;
  rootPem: string;
  service: Evidence['service'];
  /** For a code drawn from another of the same sitting, the id of the one that was mailed. */
  mailed?: ReadonlyMap<string, string>;
  /** By code whose digits were sent, the message that carried them to a telephone. */
  sms?: ReadonlyMap<string, SmsFact>;
  /** 32 secret bytes a code is drawn from. */
  codeSecret: (codeId: string) => Buffer;
  /** The words of one version of the consent, for one body. Throws for a version whose words are lost. */
  consentLines: (version: string, bodyName: string) => readonly string[];
  madeAt: Date;
};

/**
 * Writes down what proves the round, in the format of `preuve.json`. Pure.
 * @throws Error when something that a sealed round must have is missing: better no evidence than a half
 */
export function compileEvidence(traces: RoundTraces): Evidence {
  const { round, document, signatures, journal, madeAt } = traces;
  const { number, timeZone, departementCode, modelId, modelVersion, facts } = round;
  const revisions = traces.revisions.map((_, rank) => revisionOf(traces, rank));
  const { departement } = round.dossier ?? {};
  if (!facts.contentHash || !facts.finalHash || !departement) throw new Error(`Round ${number} is not sealed: it has no evidence yet`);
  const order = (slot: Slot) => revisions.find(({ slotId }) => slotId === slot.id)?.n ?? 0;
  return evidenceSchema.parse({
    format: evidenceFormatName,
    version: evidenceFormatVersion,
    madeAt: madeAt.toISOString(),
    service: traces.service,
    agreement: {
      roundId: round.id, number, title: subjectOf(round).title, departement: { code: departementCode, name: departement.name }, timeZone,
      model: { id: modelId, version: modelVersion }, collectUntil: facts.collectUntil, termEndsOn: facts.termEndsOn, contentHash: facts.contentHash, finalHash: facts.finalHash,
    },
    documents: [{ id: document.id, fileName: traces.fileName, pages: document.pages, contentHash: document.contentHash, revisions, manifest: { ...document.manifest }, provenance: traces.provenance }],
    signatories: facts.slots.filter(({ state }) => state === 'approved').sort((a, b) => order(a) - order(b)).map((slot) => signatoryOf(traces, slot, order(slot))),
    tokens: signatures.flatMap(tokenOf),
    journal: journal.map((line) => ({ ...line, recordedAt: new Date(line.recordedAt).toISOString() })),
    anchor: anchorOf(traces.anchor),
    trust: { rootPem: traces.rootPem, certificates: certificatesOf(signatures) },
  });
}

/** The hash of a consent as shown: its lines, joined by line feeds. */
export function consentHash(lines: readonly string[]): string {
  return sha256(lines.join('\n'));
}

/** What the evidence says of a code without saying the code. */
export function codeCommitment(secret: Buffer): string {
  return sha256(secret);
}

function revisionOf({ revisions, signatures }: RoundTraces, rank: number): EvidenceRevision {
  const { n, kind, slotId, start, length, sha256: hash, certificateSerial, createdAt } = revisions[rank]!;
  const facts = signatures.find(({ end, kind: what }) => what === 'signature' && end === length);
  return {
    n, kind, slotId, start, length, sha256: hash, level: facts ? levelOf(revisions, rank) : null, certificateSerial: certificateSerial?.toLowerCase() ?? null,
    signatureSha256: facts?.signatureSha256 ?? null, recordedAt: createdAt.toISOString(),
  };
}

function signatoryOf(traces: RoundTraces, slot: Slot, revision: number): EvidenceSignatory {
  const { people, facts, signatures } = traces;
  const approval = facts.approvals.find(({ slotId }) => slotId === slot.id) ?? null;
  const paper = facts.papers.find(({ slotId }) => slotId === slot.id) ?? null;
  const person = people.find(({ id }) => id === (approval ?? paper)?.signatoryId);
  const signature = signatures.find(({ field }) => field === slot.id);
  if (!person || !signature) throw new Error(`Slot ${slot.id} is sealed without its person, approval or signature`);
  // Others may have been asked for the same body: what was sent to them proves nothing of this signature.
  const links = facts.links.filter(({ slotId, signatoryId }) => slotId === slot.id && signatoryId === person.id);
  // A digest that was decided before somebody signed may have left without a word of that place.
  const mails = facts.mails.filter((mail) => mail.signatoryId === person.id && (mail.slotId === null ? links.some(({ id: linkId }) => linkId === linkIdIn(mail.id, person.id)) : mail.slotId === slot.id));
  const codes = facts.codes.filter(({ linkId }) => links.some(({ id }) => id === linkId));
  const { id, civility, firstName, lastName, quality, email } = person;
  const certificate = signature.certificates[0]!;
  const own = approval?.certificate ? ownOf(approval, facts.reservations) : null;
  return {
    slotId: slot.id, college: slot.college, body: { id: slot.bodyId, name: slot.bodyName, capacity: slot.capacity }, person: { id, civility, firstName, lastName, quality, email },
    identification: paper ? attestation : own ? certificateIdentification : identificationOf(approval?.authority?.mention ?? null, approval?.codeChannel), authority: ((approval ?? paper)?.authority as EvidenceSignatory['authority']) ?? null,
    means: paper ? 'handwritten' : own ? 'own_certificate' : 'simple',
    mails: mails.map(mailOf),
    links: links.map((link) => linkOf(link, codes, mails)),
    codes: codes.map((code) => codeOf(code, traces.codeSecret(code.id), traces.mailed?.get(code.id) ?? code.id, traces.sms)),
    approval: approval && approvalOf(approval, traces.consentLines(approval.consentVersion, slot.bodyName)),
    certificate: own,
    paper: paper && paperOf(paper, scanNames(facts.papers).get(paper.id) ?? null),
    signature: { revision, certificateSerial: signature.serial, certificateSha256: sha256(certificate), signer: commonNameOf(certificate), timestampedAt: signature.token?.at.toISOString() ?? null },
  };
}

function mailOf({ slotId: _slot, signatoryId: _person, createdAt, sentAt, bounce, ...mail }: MailFact): EvidenceSignatory['mails'][number] {
  return { ...mail, createdAt: createdAt.toISOString(), sentAt: sentAt?.toISOString() ?? null, bounce: bounce && { ...bounce, at: new Date(bounce.at).toISOString() } };
}

/** A link bears the id of its own mail, or one drawn from a mail that carries several. */
function linkOf({ id, signatoryId, purpose, contentHash, tokenHash, createdAt, expiresAt }: LinkFact, codes: readonly CodeFact[], mails: readonly MailFact[]): EvidenceSignatory['links'][number] {
  const carrier = mails.find((mail) => mail.slotId === null && linkIdIn(mail.id, signatoryId) === id);
  const opened = codes.find(({ linkId }) => linkId === id)?.createdAt;
  return { id, mailId: carrier?.id ?? id, purpose, contentHash, tokenHash, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), openedAt: opened?.toISOString() ?? null };
}

function codeOf({ createdAt, expiresAt, usedAt, ...code }: CodeFact, secret: Buffer, mailedId: string, messages?: ReadonlyMap<string, SmsFact>): EvidenceSignatory['codes'][number] {
  const sms = messages?.get(mailedId);
  return { ...code, mailedId, sms: sms ? { ...sms, createdAt: sms.createdAt.toISOString(), acceptedAt: sms.acceptedAt?.toISOString() ?? null } : null, commitment: codeCommitment(secret), createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), usedAt: usedAt?.toISOString() ?? null };
}

function approvalOf({ approvedAt, contentHash, typedName, consentVersion, codeId, linkId, ip, userAgent }: ApprovalFact, lines: readonly string[]): NonNullable<EvidenceSignatory['approval']> {
  return { at: approvedAt.toISOString(), contentHash, typedName, ip, userAgent, linkId, codeId, consent: { version: consentVersion, lines: [...lines], sha256: consentHash(lines) } };
}

/** @throws Error when the reservation it came back under is lost: nothing would show what was signed */
function ownOf({ slotId, certificate, reservationId }: ApprovalFact, reservations: readonly DocumentReservation[]): EvidenceSignatory['certificate'] {
  const lent = reservations.find(({ id }) => id === reservationId);
  if (!certificate || !lent) throw new Error(`Slot ${slotId} was signed with a certificate under an unknown reservation`);
  const { id, createdAt, expiresAt, baseLength, baseSha256 } = lent;
  return { ...certificate, reservation: { id, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), baseLength, baseSha256 } };
}

function paperOf({ id, signedOn, contentHash, mediaType, bytes, sha256: scan, recordedAt }: PaperSignature, attachment: string | null): EvidenceSignatory['paper'] {
  return { id, signedOn, contentHash, mediaType, bytes, sha256: scan, attachment, recordedAt: recordedAt.toISOString() };
}

function tokenOf({ field, kind, token }: SignatureFacts): EvidenceToken[] {
  return token ? [{ field, kind: kind === 'signature' ? 'signature' : 'document', at: token.at.toISOString(), imprint: token.imprint, authority: commonNameOf(token.authority), policy: token.policy, der: token.der.toString('base64') }] : [];
}

function certificatesOf(signatures: readonly SignatureFacts[]): Evidence['trust']['certificates'] {
  const distinct = new Map(signatures.flatMap(({ certificates }) => certificates).map((der) => [sha256(der), der]));
  return [...distinct].map(([hash, der]) => ({ serial: new X509Certificate(der).serialNumber.toLowerCase(), sha256: hash, der: der.toString('base64') }));
}

function anchorOf(proof: AnchoredProof | null): Evidence['anchor'] {
  if (!proof) return null;
  const { head, index, size, path, root, anchor } = proof;
  const { subject, subjectId, rank, hash } = head;
  return { rank: anchor.rank, day: anchor.day, root, head: { subject, subjectId, rank, hash }, index, size, path, token: anchor.token?.toString('base64') ?? null, stampedAt: anchor.stampedAt?.toISOString() ?? null };
}

/** Common name of a certificate's subject, unescaped; empty when it has none. */
export function commonNameOf(der: Buffer): string {
  const { CN } = new X509Certificate(der).toLegacyObject().subject;
  return (Array.isArray(CN) ? CN[0] : CN) ?? '';
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
