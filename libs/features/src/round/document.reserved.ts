import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { approvals, dayAt, isUnproven } from '#libs/domain';
import { CLOCK, Database, Storage, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { SigningError, openPrefix, restorePrefix, savePrefix } from '#libs/signing';
import type { Prefix, SigningManifest } from '#libs/signing';
import { insertReservation, livingReservation, releaseReservations, useReservation } from './document-reservation.store.js';
import type { DocumentReservation } from './document-reservation.store.js';
import { cutBack, writeAt } from './document.files.js';
import { documentOf, insertRevision, lockDocument, saveState, stateOf, writtenOf } from './document.store.js';
import type { DocumentRow, DocumentState, RevisionRow, WrittenRow } from './document.store.js';
import { documentKind } from './document.writer.js';
import type { DocumentEffect } from './document.writer.js';
import { fileNameOf } from './round.read.js';
import type { StoredDocument } from './round.read.js';
import { loadRound, rounds } from './round.store.js';
import type { RoundRow } from './round.store.js';

/** `reserved`: lent to somebody else; `behind`: signatures already given are not in the file yet. */
export type LendRefusal = 'reserved' | 'behind';
export type Borrower = Pick<DocumentReservation, 'slotId' | 'signatoryId' | 'linkId' | 'typedName' | 'expiresAt'>;
/** What stands under a reservation: the file as it was lent, what our writer knows of it, and how many signatures it bears. */
export type LentDocument = { path: string; manifest: SigningManifest; prefix: Prefix; signatures: number; timestamps: number };
/** A revision made elsewhere and found good: its bytes, the file it makes, and what the table keeps of it. */
export type ForeignRevision = { bytes: Buffer; prefix: Prefix } & Pick<RevisionRow, 'certificateSerial' | 'timestamped' | 'provenAt' | 'certificates' | 'token'>;

const keeper = systemActor('document-reservation');

/** How far the clocks of two machines may be from one another: the end is announced a little late, or the one that is behind would find the file still lent, and nobody would look again. */
const clocksApartMs = 5_000;

/**
 * Files lent to signatories who sign them with their own certificates (decision 11). Whatever touches a reservation or the end of the file holds the
 * lock of the document, taken before that of the round: the writer does the same, so that neither waits for the other.
 */
@Injectable()
export class ReservedDocuments {
  constructor(private readonly db: Database, private readonly storage: Storage, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Locks the document of a round until the end of the transaction. Rejects when there is none yet. */
  async lock(tx: EntityManager, roundId: string): Promise<DocumentRow> {
    const document = await documentOf(tx, roundId);
    if (!document) throw new Error(`Round ${roundId} has no document to lend`);
    await lockDocument(tx, document.id);
    return document;
  }

  /** Lends the file as it is, when it holds every signature given so far and nobody has it. The end of the reservation is announced at once. */
  async lend(tx: EntityManager, document: DocumentRow, round: RoundRow, borrower: Borrower): Promise<DocumentReservation | LendRefusal> {
    const now = this.clock.now();
    if (await livingReservation(tx, round, now)) return 'reserved';
    const written = await writtenOf(tx, document.id);
    const inFile = new Set(written.map(({ slotId }) => slotId));
    if (approvals(round.facts).some(({ id }) => !inFile.has(id))) return 'behind';
    const last = written.at(-1)!;
    await releaseReservations(tx, document.id, now);
    const lent = { id: randomUUID(), roundId: round.id, documentId: document.id, ...borrower, baseN: last.n, baseLength: last.length, baseSha256: last.sha256, createdAt: now };
    await insertReservation(tx, lent);
    await this.runner.announce<DocumentEffect>(tx, documentKind, document.id, { type: 'resumeWriting' }, new Date(borrower.expiresAt.getTime() + clocksApartMs));
    return { ...lent, uploads: 0, usedAt: null, releasedAt: null };
  }

  /** The reservation that holds the document of that round now. */
  living(tx: EntityManager, round: RoundRow): Promise<DocumentReservation | null> {
    return livingReservation(tx, round, this.clock.now());
  }

  /** Given back: what waited is appended at once. */
  async giveBack(tx: EntityManager, { documentId }: DocumentReservation): Promise<void> {
    await releaseReservations(tx, documentId, this.clock.now());
    await this.runner.announce<DocumentEffect>(tx, documentKind, documentId, { type: 'resumeWriting' });
  }

  /** The préfecture ends a reservation before its time: whoever held it may take another, and what they signed meanwhile is refused as too late. False when none lives any more. */
  async takeBack(roundId: string, clerk: Actor): Promise<boolean> {
    return this.db.withIdentity(keeper, async (tx) => {
      if (!(await documentOf(tx, roundId))) return false;
      await this.lock(tx, roundId);
      const round = await this.lockedRound(tx, roundId);
      const reservation = await this.living(tx, round);
      if (!reservation) return false;
      await this.giveBack(tx, reservation);
      const at = instantOf(this.clock);
      const { slotId, signatoryId, id: reservationId } = reservation;
      await appendToJournal(tx, { subject: rounds.kind, subjectId: roundId, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: clerk, event: 'document.takenBack', payload: { slotId, signatoryId, reservationId }, stateFrom: round.state, stateTo: round.state, basis: 'décision 11' });
      return true;
    });
  }

  /** The file as it was lent, to be handed out: its first bytes, whatever an interrupted writer may have left after them. */
  async file(round: RoundRow, { baseLength }: DocumentReservation): Promise<StoredDocument> {
    const document = await this.db.read(keeper, (tx) => documentOf(tx, round.id));
    const path = this.storage.path(document!.name);
    if ((await stat(path)).size < baseLength) throw new Error(`The file of ${round.number} is shorter than what was lent`);
    return { path, length: baseLength, fileName: fileNameOf(round).replace(/\.pdf$/, '-a-signer.pdf'), sealed: true };
  }

  /** What the file that comes back is compared with. */
  async lent({ roundId, baseLength, baseSha256, baseN }: DocumentReservation): Promise<LentDocument> {
    const { document, written, state } = await this.db.read(keeper, async (tx) => {
      const found = (await documentOf(tx, roundId))!;
      return { document: found, written: await writtenOf(tx, found.id), state: await stateOf(tx, found.id) };
    });
    const path = this.storage.path(document.name);
    const prefix = restoredAt(state, baseN) ?? (await openPrefix(path, baseLength));
    if (prefix.hash.digest('hex') !== baseSha256) throw new Error(`The file of document ${document.id} is not the one that was lent`);
    const before = written.filter(({ n }) => n <= baseN);
    return { path, manifest: document.manifest, prefix, signatures: before.filter(isSignature).length, timestamps: before.filter(({ kind }) => kind === 'timestamp').length };
  }

  /**
   * Appends what came back, under the lock of the document: the bytes are on the disk before the transaction ends, and an interrupted one leaves a file that
   * the next writer cuts back. Rejects when the file has grown since it was lent: the reservation was not living.
   */
  async append(tx: EntityManager, reservation: DocumentReservation, made: ForeignRevision, at: Date): Promise<void> {
    const { id, roundId, slotId, documentId, baseN, baseLength } = reservation;
    const document = (await documentOf(tx, roundId))!;
    const written = await writtenOf(tx, documentId);
    if (written.at(-1)?.n !== baseN) throw new Error(`The document ${documentId} has grown under its reservation`);
    const path = this.storage.path(document.name);
    await cutBack(path, baseLength);
    await writeAt(path, baseLength, made.bytes);
    const { bytes: _, prefix, ...proof } = made;
    const row: RevisionRow = { documentId, n: baseN + 1, kind: 'approval', slotId, field: slotId, start: baseLength, length: baseLength + made.bytes.length, sha256: prefix.hash.digest('hex'), ...proof, createdAt: at };
    await insertRevision(tx, row);
    await saveState(tx, documentId, { n: row.n, prefix: savePrefix(prefix), store: (await stateOf(tx, documentId))?.store ?? null });
    await useReservation(tx, id, at);
    if (isUnproven([...written, row]) && !isUnproven(written)) await this.runner.announce<DocumentEffect>(tx, documentKind, documentId, { type: 'coverSignatures' });
    await this.runner.announce<DocumentEffect>(tx, documentKind, documentId, { type: 'resumeWriting' });
  }

  /** The round as it stands, its row locked. */
  async lockedRound(tx: EntityManager, roundId: string): Promise<RoundRow> {
    await tx.query('select 1 from round where id = $1 for update', [roundId]);
    return loadRound(tx, roundId);
  }
}

function isSignature({ kind }: WrittenRow): boolean {
  return kind === 'certification' || kind === 'approval' || kind === 'seal';
}

/** Null when it was saved after another revision, or by another version of the library: the file itself is then read. */
function restoredAt(state: DocumentState | null, n: number): Prefix | null {
  if (state?.n !== n) return null;
  try {
    return restorePrefix(state.prefix);
  } catch (fault) {
    if (fault instanceof SigningError && fault.code === 'PREFIX_STATE_UNUSABLE') return null;
    throw fault;
  }
}
