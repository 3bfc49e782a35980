import { z } from 'zod';
import { base64, certificate, count, day, hash, instant, paper, serial } from './evidence.means.js';

/**
 * `preuve.json`, version 2: all that proves one sealed round, for programs. It is written as canonical JSON (sorted keys, no
 * spaces, UTF-8), attached to the evidence file and sealed with it. Instants are ISO 8601 in UTC with milliseconds, days
 * `YYYY-MM-DD`, hashes SHA-256 in lower-case hexadecimal, lengths and offsets in bytes. What later issues will learn has its
 * place already and is null until then. A published version never changes: a new field is a new version. Version 1 knew no signature given by hand.
 */
export const evidenceFormatName = 'paraphe.evidence';
export const evidenceFormatVersion = 2;
/** Name of the attachment. */
export const evidenceAttachment = 'preuve.json';

/** One revision of the file: `start` is where it begins, `length` and `sha256` are those of the file once it is in. */
const revision = z.strictObject({
  n: count,
  /** prepared, certification, approval, seal; and whatever later revisions are called. */
  kind: z.string().min(1),
  slotId: z.string().nullable(),
  start: count,
  length: count,
  sha256: hash,
  /** Level of the signature when this file was made (ETSI EN 319 142-1): a preservation format, not a legal level. Null when it is no signature. */
  level: z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']).nullable(),
  certificateSerial: serial.nullable(),
  /** SHA-256 of the signature value: the imprint its timestamp token bears. Null when it is no signature. */
  signatureSha256: hash.nullable(),
  recordedAt: instant,
});

const document = z.strictObject({
  id: z.uuid(),
  fileName: z.string().min(1),
  pages: count,
  /** SHA-256 of the certified revision: what everybody read and approved (decision 1). */
  contentHash: hash,
  revisions: z.array(revision).min(1),
  /** What the signing kernel learnt when it prepared the fields. */
  manifest: z.record(z.string(), z.unknown()),
  /** Template, input hash and renderers the file was made with. */
  provenance: z.record(z.string(), z.unknown()),
});

const mail1 = z.strictObject({
  id: z.uuid(),
  kind: z.string().min(1),
  templateVersion: z.string(),
  /** SHA-256 of subject, text and HTML, separated by a zero byte; the text itself is not kept (decision 26). */
  contentHash: hash.nullable(),
  messageId: z.string(),
  createdAt: instant,
  sentAt: instant.nullable(),
  smtpReply: z.string().nullable(),
  attempts: count,
  /** Room for what came back of it; that version received none. */
  bounce: z.null(),
});
const mail = mail1.extend({
  /** The report of a server that did not deliver it, or not yet (RFC 3464): the gravest, the latest of those; null when none came. */
  bounce: z.strictObject({ action: z.enum(['failed', 'delayed']), status: z.string().nullable(), at: instant }).nullable(),
});

const link1 = z.strictObject({
  id: z.uuid(),
  purpose: z.enum(['sign', 'copy']),
  contentHash: hash,
  /** SHA-256 of the token: whoever shows the link can be told from who does not, and nobody can make it from this. */
  tokenHash: hash,
  createdAt: instant,
  expiresAt: instant,
  /** First code asked behind it. Loading the page proves nothing: scanners load (decision 30). */
  openedAt: instant.nullable(),
});
const link = link1.extend({
  /** The mail that carried it: its own, or one that reminded of several documents together. */
  mailId: z.uuid(),
});

const code1 = z.strictObject({
  id: z.uuid(),
  linkId: z.uuid(),
  /**
   * SHA-256 of the 32 secret bytes the six digits are drawn from (first four bytes, big-endian, modulo a million). The service
   * can open it before a judge by giving the 32 bytes; nobody can guess them.
   */
  commitment: hash,
  typedName: z.string(),
  createdAt: instant,
  expiresAt: instant,
  tries: count,
  usedAt: instant.nullable(),
});

const code = code1.extend({
  /** By what the digits left. */
  channel: z.enum(['mail', 'sms']).default('mail'),
  /** The message that carried them to a telephone; null by mail, and when none could leave. Its number is masked, its text is not kept. */
  sms: z.strictObject({ id: z.uuid(), to: z.string().min(1), state: z.enum(['sending', 'accepted', 'refused']), createdAt: instant, acceptedAt: instant.nullable(), attempts: count }).nullable().default(null),
  /** The code whose digits were sent: this one, or another of the same sitting, from which it is drawn (version 8 UUID of the SHA-256 of « mailedId linkId »). */
  mailedId: z.uuid(),
});

const approval1 = z.strictObject({
  at: instant,
  contentHash: hash,
  typedName: z.string().min(1),
  ip: z.string(),
  userAgent: z.string(),
  linkId: z.uuid(),
  codeId: z.uuid(),
  /** The very words that were on the screen; the hash is that of the lines joined by line feeds. */
  consent: z.strictObject({ version: z.string(), lines: z.array(z.string()).min(1), sha256: hash }),
});
const approval = approval1.extend({
  /** Null for whoever signed with their own certificate. */
  codeId: z.uuid().nullable(),
});

const signature = z.strictObject({
  revision: count,
  certificateSerial: serial,
  certificateSha256: hash,
  /** Common name of the certificate, whole. */
  signer: z.string(),
  /** Instant proved by its own timestamp token; null when it has none. */
  timestampedAt: instant.nullable(),
});

/** Mails, links and codes are those of this person: others may have been asked for the same body, as the journal tells. */
const signatory1 = z.strictObject({
  /** Name of the signature field. */
  slotId: z.string().min(1),
  college: z.string().min(1),
  body: z.strictObject({ id: z.string(), name: z.string(), capacity: z.string() }),
  person: z.strictObject({ id: z.uuid(), civility: z.string(), firstName: z.string(), lastName: z.string(), quality: z.string(), email: z.string() }),
  /** How the person was identified, in French: the same words as in the certificate. */
  identification: z.string().min(1),
  /** Délégation or délibération; collected by a later version of the service. */
  authority: z.null(),
  mails: z.array(mail1),
  links: z.array(link1),
  codes: z.array(code1),
  approval: approval1,
  signature,
});

/** The title to sign as it was judged at that instant (decision 20): verdict, faults with their words of that day, and the lines of the block. */
const authority = z.strictObject({
  id: z.uuid(),
  verdict: z.enum(['regular', 'irregular']),
  faults: z.array(z.string()),
  /** Of whoever signed: described by the préfecture; or declared by them, and the decision of their body alone was judged. Absent before that was told apart: described. */
  power: z.enum(['described', 'declared']).optional(),
  words: z.array(z.string()),
  mention: z.strictObject({ capacity: z.array(z.string()), references: z.array(z.string()) }),
});

const signatory = signatory1.extend({
  /** Null when nobody had described it: the person declared that they might sign. */
  authority: authority.nullable(),
  /** By what they signed: a link and a code (simple), a hand (handwritten), or a certificate of their own. */
  means: z.enum(['simple', 'handwritten', 'own_certificate']),
  /** Null for a signature given by hand. */
  approval: approval.nullable(),
  paper: paper.nullable(),
  /** Null for whoever did not sign with a certificate of their own. */
  certificate: certificate.nullable().default(null),
  mails: z.array(mail),
  links: z.array(link),
  codes: z.array(code),
});

const token = z.strictObject({
  /** Field of the signature that bears it, or of the document timestamp. */
  field: z.string().min(1),
  kind: z.enum(['signature', 'document']),
  at: instant,
  /** SHA-256 the authority stamped. */
  imprint: hash,
  /** Common name of the authority, and the policy it followed (object identifier). */
  authority: z.string(),
  policy: z.string().min(1),
  /** The token, DER (RFC 3161). */
  der: base64,
});

/** A line as the journal chained it: `hash` is that of its canonical JSON with `previousHash` (decision 25). */
const journalLine = z.strictObject({
  subject: z.string(),
  subjectId: z.string(),
  rank: z.int().min(1),
  recordedAt: instant,
  effectiveOn: day,
  actor: z.record(z.string(), z.unknown()),
  event: z.string(),
  payload: z.record(z.string(), z.unknown()),
  stateFrom: z.string().nullable(),
  stateTo: z.string().nullable(),
  basis: z.string().nullable(),
  previousHash: hash,
  hash,
});

/** Where the round's chain stood under a Merkle root over all chains (RFC 9162, 2.1), and the token that dates this root. */
const anchor = z.strictObject({
  rank: z.int().min(1),
  day,
  root: hash,
  head: z.strictObject({ subject: z.string(), subjectId: z.string(), rank: z.int().min(1), hash }),
  index: count,
  size: z.int().min(1),
  path: z.array(hash),
  /** DER; null while no authority has answered. */
  token: base64.nullable(),
  stampedAt: instant.nullable(),
});

export const evidenceSchema = z.strictObject({
  format: z.literal(evidenceFormatName),
  version: z.literal(evidenceFormatVersion),
  madeAt: instant,
  service: z.strictObject({ name: z.string(), version: z.string(), url: z.string(), demonstration: z.boolean() }),
  agreement: z.strictObject({
    roundId: z.uuid(),
    number: z.string().min(1),
    title: z.string().min(1),
    departement: z.strictObject({ code: z.string(), name: z.string() }),
    timeZone: z.string(),
    model: z.strictObject({ id: z.string(), version: z.string() }),
    collectUntil: day.nullable(),
    termEndsOn: day.nullable(),
    contentHash: hash,
    finalHash: hash,
  }),
  documents: z.array(document).length(1),
  /** In the order of their approvals: that of the revisions. */
  signatories: z.array(signatory).min(1),
  tokens: z.array(token),
  journal: z.array(journalLine).min(1),
  /** Proof that the head of the journal is under a timestamped daily root; null when no root covers it yet. */
  anchor: anchor.nullable(),
  trust: z.strictObject({
    /** Root of the service's own authority. Judging with it proves consistency; compare it with the one the préfecture publishes. */
    rootPem: z.string(),
    certificates: z.array(z.strictObject({ serial, sha256: hash, der: base64 })).min(1),
  }),
});

/** Version 1, as it was published. */
const evidenceSchema1 = evidenceSchema.extend({ version: z.literal(1), signatories: z.array(signatory1).min(1) });

/** A published version of preuve.json, read as the present one; or where it is not what it says. */
export function readEvidence(value: unknown): { evidence: Evidence } | { faults: readonly z.core.$ZodIssue[] } {
  const isFirst = typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
  if (!isFirst) {
    const read = evidenceSchema.safeParse(value);
    return read.success ? { evidence: read.data } : { faults: read.error.issues };
  }
  const read = evidenceSchema1.safeParse(value);
  if (!read.success) return { faults: read.error.issues };
  const signatories = read.data.signatories.map((one) => ({ ...one, means: 'simple' as const, paper: null, certificate: null, links: one.links.map((sent) => ({ ...sent, mailId: sent.id })), codes: one.codes.map((asked) => ({ ...asked, channel: 'mail' as const, sms: null, mailedId: asked.id })) }));
  return { evidence: { ...read.data, version: evidenceFormatVersion, signatories } };
}

export type Evidence = z.infer<typeof evidenceSchema>;
export type EvidenceSignatory = z.infer<typeof signatory>;
export type EvidenceRevision = z.infer<typeof revision>;
export type EvidenceToken = z.infer<typeof token>;
