import { randomUUID, createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyRound, emptySlot, instant, legalDay, seatsOf } from '#libs/domain';
import type { Slot } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { headLeaf, inclusionProof, lineHash, merkleRoot } from '#libs/platform';
import type { AnchoredProof, JournalEntry, JournalLine } from '#libs/platform';
import { appendRevision, createAuthority, issueIdentity, issueTimestampIdentity, openPrefix, timestampAuthority } from '#libs/signing';
import type { Authority, Prefix, SignerIdentity, SigningManifest, Timestamper } from '#libs/signing';
import { preparedPdf } from '../../signing/test/prepared-pdf.js';
import type { RoundTraces } from '../src/evidence/evidence.compile.js';
import type { SmsFact } from '../src/evidence/evidence.store.js';
import { signaturesIn } from '../src/evidence/evidence.signatures.js';

const begun = new Date('2026-11-24T09:00:00.000Z').getTime();
const consentWords = (bodyName: string) => ['Vous approuvez la convention.', `Vous engagez « ${bodyName} ».`];
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** A sealed round as the service leaves it, made without database nor LibreOffice: a real signed PDF, a real chain of lines, real certificates. */
export async function sealedRound(signatories: number, { timestamped = true, handwritten = false, bySms = false }: { timestamped?: boolean; /** The first body signs on paper. */ handwritten?: boolean; /** The first body's code left by SMS. */ bySms?: boolean } = {}): Promise<{ traces: RoundTraces; pdf: Buffer; authority: Authority }> {
  const dossier = demonstrationDossier();
  const roundId = randomUUID();
  const at = ticking();
  // The demonstration has twenty-one seats; beyond, the same ones again.
  const all = seatsOf(dossier);
  const seats = Array.from({ length: signatories }, (_, i) => all[i % all.length]!);
  const slots = seats.map(({ college, group, bodyId, bodyName, capacity }, i): Slot => ({ ...emptySlot, college, group, bodyId, bodyName, capacity, id: `slot_${i + 1}`, signatoryId: randomUUID(), state: 'approved', order: i + 1, means: 'simple' }));
  const people = seats.map(({ signatory, bodyId }, i) => ({ id: slots[i]!.signatoryId, roundId, bodyId, civility: signatory.civility, firstName: signatory.firstName, lastName: signatory.lastName, quality: signatory.quality, email: signatory.email }));
  const authority = await createAuthority({ commonName: 'Autorité d’essai', organisation: 'Essai', now: new Date(begun) });
  const { pdf: prepared, manifest } = await preparedPdf({ slots: slots.map(({ id }) => id) });
  const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage d’essai', organisation: 'Essai' }, { now: new Date(begun), days: 365 });
  const { timestamper } = timestampAuthority({ identity, now: () => at(0) });
  const writer = new Writer(prepared, manifest, timestamped ? timestamper : undefined);
  const journal = new Journal(roundId);
  const identify = (commonName: string, organisation: string, usage: 'certification' | 'signatory' | 'seal') =>
    issueIdentity(authority, { commonName, organisation, identification: 'Lien personnel et code', usage }, { now: new Date(begun), days: 90 });

  journal.add(at(), 'launch', { slots: slots.map(({ id, college, bodyId }) => ({ id, college, bodyId })) }, 'draft', 'assembling');
  const contentHash = await writer.append('certify', 'certification', 'certification', null, await identify('Certification', 'Essai', 'certification'), at());
  journal.add(at(), 'recordAssembly', { contentHash }, 'assembling', 'collecting');
  const sms = new Map<string, SmsFact>();
  const facts: RoundTraces['facts'] = { mails: [], links: [], codes: [], approvals: [], papers: [], reservations: [] };
  for (const [i, { id: slotId, signatoryId }] of slots.entries()) {
    const { firstName, lastName } = people[i]!;
    const linkId = randomUUID();
    const codeId = randomUUID();
    const typedName = `${firstName} ${lastName}`;
    const created = at();
    const actor = { kind: 'signatory' as const, id: signatoryId, linkId };
    facts.links.push({ slotId, signatoryId, id: linkId, purpose: 'sign', contentHash, tokenHash: sha256(linkId), createdAt: created, expiresAt: new Date(begun + 30 * 86_400_000) });
    facts.mails.push({ slotId, signatoryId, id: linkId, kind: 'signature.invitation', templateVersion: '1', contentHash: sha256(`mail ${linkId}`), messageId: `<${linkId}@paraphe.example>`, createdAt: created, sentAt: at(), smtpReply: '250 2.0.0 accepted', attempts: 1, bounce: null });
    if (handwritten && i === 0) {
      const recordedAt = at();
      const paper = { id: randomUUID(), signedOn: legalDay('2026-11-24'), contentHash };
      facts.papers.push({ ...paper, roundId, slotId, signatoryId, fileName: 'essai.pdf', mediaType: 'application/pdf', bytes: 4, sha256: sha256('scan'), authority: null, recordedAt, recordedBy: 'essai' });
      journal.add(recordedAt, 'recordPaper', { slotId, signatoryId, contentHash, signedOn: paper.signedOn, paperId: paper.id }, 'collecting', 'collecting');
      await writer.append('approve', slotId, 'approval', slotId, await identify('Certification', 'Essai', 'certification'), recordedAt);
      continue;
    }
    const asked = at();
    const channel = bySms && i === 0 ? 'sms' : 'mail';
    journal.add(asked, 'requestCode', { slotId, signatoryId, contentHash, codeId, ...(channel === 'sms' && { channel }) }, 'collecting', 'collecting', actor);
    const approvedAt = at(30);
    facts.codes.push({ id: codeId, linkId, typedName, createdAt: asked, expiresAt: new Date(asked.getTime() + 600_000), tries: 1, usedAt: approvedAt, channel });
    if (channel === 'sms') sms.set(codeId, { id: randomUUID(), to: '06 •• •• •• 78', state: 'accepted', createdAt: asked, acceptedAt: new Date(asked.getTime() + 1000), attempts: 1 });
    facts.approvals.push({ slotId, signatoryId, approvedAt, contentHash, typedName, consentVersion: '2026-11', codeId, codeChannel: channel, linkId, ip: '192.0.2.17', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', authority: null, certificate: null, reservationId: null });
    journal.add(approvedAt, 'approve', { slotId, signatoryId, contentHash }, 'collecting', i + 1 === slots.length ? 'sealing' : 'collecting', actor);
    await writer.append('approve', slotId, 'approval', slotId, await identify(typedName, slots[i]!.bodyName, 'signatory'), approvedAt);
  }
  const finalHash = await writer.append('seal', 'seal', 'seal', null, await identify('Cachet', 'Essai', 'seal'), at());
  journal.add(at(), 'recordSeal', { finalHash }, 'sealing', 'sealed');
  const number = 'CDFS-48-2026-001';
  const documentId = randomUUID();
  const traces: RoundTraces = {
    round: {
      id: roundId, number, departementCode: '48', timeZone: 'Europe/Paris', state: 'sealed', facts: { ...emptyRound, slots, contentHash, finalHash, collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31') },
      dueAt: null, modelId: 'modele-paraphe', modelVersion: '1', structuresMax: null, waivers: [], dossier, officialFiles: null, act: null, createdAt: new Date(begun), createdBy: 'essai',
    },
    people, document: { id: documentId, roundId, name: 'documents/essai.pdf', manifest, contentHash, pages: 12 }, fileName: `convention-${number}.pdf`, provenance: { title: 'Convention' },
    sms, revisions: writer.revisions.map((revision) => ({ documentId, ...revision })), signatures: await signaturesIn(writer.pdf), facts, journal: journal.lines, anchor: await journal.anchor(at(), timestamper), rootPem: authority.certificatePem,
    service: { name: 'Paraphe', version: '0.1.0', url: 'https://paraphe.example', demonstration: true },
    codeSecret: (id) => createHash('sha256').update(`secret ${id}`).digest(), consentLines: (_, bodyName) => consentWords(bodyName), madeAt: at(),
  };
  return { traces, pdf: writer.pdf, authority };
}

/** Instants that move on by `seconds` at each call. */
function ticking(): (seconds?: number) => Date {
  let elapsed = 0;
  return (seconds = 7) => new Date(begun + (elapsed += seconds * 1000));
}

class Journal {
  readonly lines: JournalLine[] = [];

  constructor(private readonly roundId: string) {}

  add(at: Date, event: string, payload: object, stateFrom: string, stateTo: string, actor: JournalEntry['actor'] = { kind: 'system', id: 'test' }): void {
    const rank = this.lines.length + 1;
    const previousHash = this.lines.at(-1)?.hash ?? '0'.repeat(64);
    const recordedAt = instant(at.toISOString());
    const entry: JournalEntry = { subject: 'round', subjectId: this.roundId, recordedAt, effectiveOn: legalDay(recordedAt.slice(0, 10)), actor, event, payload, stateFrom, stateTo, basis: null };
    this.lines.push({ ...entry, rank, previousHash, hash: lineHash(entry, rank, previousHash) });
  }

  /** The chain under a root with a few others, dated by a token. */
  async anchor(stampedAt: Date, timestamper: Timestamper): Promise<AnchoredProof> {
    const { rank, hash } = this.lines.at(-1)!;
    const head = { subject: 'round', subjectId: this.roundId, rank, hash };
    const leaves = [headLeaf({ ...head, subjectId: 'a' }), headLeaf(head), headLeaf({ ...head, subjectId: 'z' })];
    const root = merkleRoot(leaves);
    return { head, index: 1, size: leaves.length, path: inclusionProof(leaves, 1).map((node) => node.toString('hex')), root: root.toString('hex'), anchor: { rank: 4, day: '2026-11-24', token: await timestamper(root), authority: 'essai', stampedAt } };
  }
}

type Written = Omit<RoundTraces['revisions'][number], 'documentId'>;

/** Appends revisions to a file in memory, and keeps of each what the table keeps. */
class Writer {
  pdf: Buffer;
  readonly revisions: Written[] = [];
  private prefix: Prefix | null = null;

  constructor(prepared: Buffer, private readonly manifest: SigningManifest, private readonly timestamp: Timestamper | undefined) {
    this.pdf = prepared;
    this.keep('prepared', null, null, 0, null, new Date(begun));
  }

  async append(kind: 'certify' | 'approve' | 'seal', field: string, what: Written['kind'], slotId: string | null, signer: SignerIdentity, at: Date): Promise<string> {
    const start = this.pdf.length;
    const act = { kind, field, name: 'Essai', reason: 'Essai', lines: [], at, ...(this.timestamp && { timestamp: this.timestamp }) };
    const { bytes, prefix } = await appendRevision(this.prefix ?? (await this.open()), this.manifest, act, signer);
    this.prefix = prefix;
    this.pdf = Buffer.concat([this.pdf, bytes]);
    return this.keep(what, slotId, field, start, signer.serialHex, at);
  }

  private keep(kind: Written['kind'], slotId: string | null, field: string | null, start: number, certificateSerial: string | null, createdAt: Date): string {
    const hash = sha256(this.pdf);
    const timestamped = certificateSerial !== null && this.timestamp !== undefined;
    this.revisions.push({ n: this.revisions.length, kind, slotId, field, start, length: this.pdf.length, sha256: hash, certificateSerial, timestamped, provenAt: null, certificates: null, token: null, createdAt });
    return hash;
  }

  private async open(): Promise<Prefix> {
    const folder = mkdtempSync(join(tmpdir(), 'paraphe-sealed-'));
    try {
      writeFileSync(join(folder, 'a.pdf'), this.pdf);
      return await openPrefix(join(folder, 'a.pdf'), this.pdf.length);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
