import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { approvals, archivesOf, dayAt, instant, isUnproven, nextRevision } from '#libs/domain';
import type { NextRevision } from '#libs/domain';
import { CLOCK, Database, Storage, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { SigningError, openPrefix, restorePrefix, savePrefix } from '#libs/signing';
import type { Prefix, SigningManifest } from '#libs/signing';
import { cutBack, writeAt } from './document.files.js';
import { DocumentRevisions } from './document.revisions.js';
import type { ApprovedSlot, Ground, Held, MadeRevision } from './document.revisions.js';
import { isReserved, livingReservation } from './document-reservation.store.js';
import { approvalOf, documentOf, foreignSlotsOf, insertDocument, insertRevision, lockDocument, revisionsOf, saveState, stateOf, writtenOf } from './document.store.js';
import type { DocumentRow, DocumentState, RevisionRow, WrittenRow } from './document.store.js';
import { openPreservation, preservationOf, preservations } from './preservation.store.js';
import { loadRound, loadSignatory, rounds } from './round.store.js';
import type { RoundRow } from './round.store.js';

/** Hash states kept in memory: the documents a worker is busy with. More would only be colder. */
const prefixesKept = 32;

/** Revisions one pass may append: those of the largest département twice over. More is a plan that loops. */
const stepsMax = 500;

const writer = systemActor('writer');

/** What a writer asks for outside its own pass: a document timestamp over signatures made while no authority answered; and what a reservation of the file held back. */
export type DocumentEffect = { type: 'coverSignatures' } | { type: 'resumeWriting' };
export const documentKind = 'document';

/** How a document stands after a pass. */
export type Pass = { sealed: boolean; archives: number; spares: number; unproven: boolean; hash: string; waiting: boolean };

type View = { document: DocumentRow; round: RoundRow; revisions: WrittenRow[]; state: DocumentState | null; archivesWanted: number; /** Lent to a signatory who signs it elsewhere. */ reserved: boolean };

/**
 * Appends the revisions of each document, one after the other (decision 7). A revision is made without any lock, then committed
 * under the document's: if another writer was faster, it is thrown away and the next one is thought out again. It is committed
 * after its bytes are on the disk; a file longer than its last committed length is cut back to it.
 */
@Injectable()
export class DocumentWriter {
  private readonly prefixes = new Map<string, { sha256: string; prefix: Prefix }>();

  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly runner: WorkflowRunner,
    private readonly revisions: DocumentRevisions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The hash of the text that was certified; null before. */
  async certified(roundId: string): Promise<string | null> {
    return (await this.db.withIdentity(writer, (tx) => documentOf(tx, roundId)))?.contentHash ?? null;
  }

  /** Certifies the prepared file and keeps both. Returns the content hash; the same one when it was done already. */
  async create(round: RoundRow, prepared: Buffer, manifest: SigningManifest, provenance: { pages: number }): Promise<string> {
    const existing = await this.certified(round.id);
    if (existing) return existing;
    const id = randomUUID();
    const name = `documents/${round.id}/${id}.pdf`;
    await this.storage.write(name, prepared);
    const made = await this.revisions.certification({ round, manifest, prefix: await openPrefix(this.storage.path(name), prepared.length) });
    const certified = Buffer.concat([prepared, made.bytes]);
    await this.storage.write(name, certified);
    const contentHash = sha256(certified);
    const now = this.clock.now();
    const first: RevisionRow = {
      documentId: id, n: 0, kind: 'prepared', slotId: null, field: null, start: 0, length: prepared.length, sha256: sha256(prepared), certificateSerial: null, timestamped: false, provenAt: null, certificates: null, token: null, createdAt: now,
    };
    await this.db.withIdentity(writer, async (tx) => {
      await insertDocument(tx, { id, roundId: round.id, name, manifest, contentHash, pages: provenance.pages }, provenance, now);
      await insertRevision(tx, first);
      await insertRevision(tx, rowOf(id, first, made, contentHash, now));
      await saveState(tx, id, { n: 1, prefix: savePrefix(made.prefix), store: null });
      if (!made.proof.timestamped) await this.runner.announce<DocumentEffect>(tx, documentKind, id, { type: 'coverSignatures' });
    });
    return contentHash;
  }

  /**
   * Appends all that is missing: approvals, proofs, the seal when the circuit is complete, then validation data and the archive
   * timestamp. Stops, `waiting`, where only a timestamp authority could go on and none answers; and, without a word, where the file is reserved: the end
   * of the reservation announces the next pass. Null when there is no document.
   */
  async catchUp(roundId: string): Promise<Pass | null> {
    for (let step = 0; step < stepsMax; step++) {
      const view = await this.look(roundId);
      if (!view) return null;
      const next = this.plan(view);
      if (next === null || next.kind === 'wait' || next.kind === 'reserved') return this.passOf(view, next?.kind === 'wait');
      const made = await this.make(view, next);
      if (made) await this.commit(view, made);
    }
    throw new Error(`The document of round ${roundId} still wants revisions after ${stepsMax}`);
  }

  private look(roundId: string): Promise<View | null> {
    return this.db.withIdentity(writer, async (tx) => {
      const document = await documentOf(tx, roundId);
      if (!document) return null;
      const preservation = await preservationOf(tx, document.id);
      const archivesWanted = (preservation?.facts.archives ?? 0) + (preservation?.state === 'archived' ? 0 : 1);
      const round = await loadRound(tx, roundId);
      const reserved = (await livingReservation(tx, round, this.clock.now())) !== null;
      return { document, round, revisions: await writtenOf(tx, document.id), state: await stateOf(tx, document.id), archivesWanted, reserved };
    });
  }

  private plan({ document, round, revisions, archivesWanted, reserved }: View): NextRevision | null {
    return nextRevision({
      written: revisions,
      approved: approvals(round.facts).map(({ id }) => id),
      complete: round.state === 'sealing' || round.state === 'sealed',
      authority: this.revisions.authority,
      spares: sparesOf(document, revisions),
      archivesWanted,
      reserved,
    });
  }

  private async make(view: View, next: Exclude<NextRevision, { kind: 'wait' | 'reserved' }>): Promise<MadeRevision | null> {
    const { round, document, state } = view;
    const ground: Ground = { round, manifest: document.manifest, prefix: await this.prefixOf(view), store: state?.store ?? null };
    return next.kind === 'approval' ? this.revisions.approval(ground, await this.approved(round, next.slotId)) : this.revisions.other(ground, next, () => this.held(round.id, document.id));
  }

  private async held(roundId: string, documentId: string): Promise<Held> {
    const [rows, foreign] = await this.db.withIdentity(writer, async (tx) => [await revisionsOf(tx, documentId), await foreignSlotsOf(tx, roundId)] as const);
    const theirs = rows.filter(({ slotId }) => slotId !== null && foreign.has(slotId));
    return { certificates: rows.flatMap(({ certificates }) => certificates ?? []), tokens: rows.flatMap(({ token }) => token ?? []), foreign: { certificates: theirs.flatMap(({ certificates }) => certificates ?? []), tokens: theirs.flatMap(({ token }) => token ?? []) } };
  }

  private approved(round: RoundRow, slotId: string): Promise<ApprovedSlot> {
    const slot = round.facts.slots.find(({ id }) => id === slotId)!;
    return this.db.withIdentity(writer, async (tx) => {
      const approval = await approvalOf(tx, round.id, slotId);
      return { slot, approval, person: await loadSignatory(tx, approval.signatoryId) };
    });
  }

  /** The hash state after the last committed revision: ours, the one another process saved, or at worst the file read once. */
  private async prefixOf({ document, revisions, state }: View): Promise<Prefix> {
    const last = revisions.at(-1)!;
    const known = this.prefixes.get(document.id);
    if (known?.sha256 === last.sha256) return known.prefix;
    const prefix = (state?.n === last.n && restored(state.prefix)) || (await openPrefix(this.storage.path(document.name), last.length));
    if (prefix.hash.digest('hex') !== last.sha256) throw new Error(`The file of document ${document.id} is not the one that was committed`);
    return prefix;
  }

  /** Writes what was made, unless another writer has appended something since, or the file was lent meanwhile. */
  private commit({ document, round, revisions, state }: View, made: MadeRevision): Promise<void> {
    const last = revisions.at(-1)!;
    return this.db.withIdentity(writer, async (tx) => {
      await lockDocument(tx, document.id);
      const current = await writtenOf(tx, document.id);
      if (current.at(-1)?.n !== last.n || (await isReserved(tx, round.id, this.clock.now()))) return;
      const path = this.storage.path(document.name);
      await cutBack(path, last.length);
      await writeAt(path, last.length, made.bytes);
      const row = rowOf(document.id, last, made, made.prefix.hash.digest('hex'), this.clock.now());
      await insertRevision(tx, row);
      await saveState(tx, document.id, { n: row.n, prefix: savePrefix(made.prefix), store: made.store ?? state?.store ?? null });
      await this.follow(tx, round, current, row);
      this.remember(document.id, row.sha256, made.prefix);
    });
  }

  /** What a new revision sets going: an archive to keep alive, a proof to fetch as soon as an authority answers, a line of the journal. */
  private async follow(tx: EntityManager, round: RoundRow, before: readonly WrittenRow[], row: RevisionRow): Promise<void> {
    if (row.kind === 'seal') {
      await openPreservation(tx, { documentId: row.documentId, roundId: round.id, timeZone: round.timeZone });
      await this.runner.announce(tx, preservations.kind, row.documentId, { type: 'extendArchive' });
    }
    if (isUnproven([...before, row]) && !isUnproven(before)) await this.runner.announce<DocumentEffect>(tx, documentKind, row.documentId, { type: 'coverSignatures' });
    if (row.kind !== 'timestamp' && row.kind !== 'store') return;
    const at = instantOf(this.clock);
    const payload = { n: row.n, field: row.field, sha256: row.sha256, provenAt: row.provenAt && instant(row.provenAt.toISOString()) };
    await appendToJournal(tx, { subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: writer, event: `document.${row.kind}`, payload, stateFrom: round.state, stateTo: round.state, basis: null });
  }

  private passOf({ document, revisions }: View, waiting: boolean): Pass {
    return {
      sealed: revisions.some(({ kind }) => kind === 'seal'),
      archives: archivesOf(revisions),
      spares: sparesOf(document, revisions),
      unproven: isUnproven(revisions),
      hash: revisions.at(-1)!.sha256,
      waiting,
    };
  }

  private remember(id: string, hash: string, prefix: Prefix): void {
    this.prefixes.delete(id);
    this.prefixes.set(id, { sha256: hash, prefix });
    const oldest = this.prefixes.keys().next();
    if (this.prefixes.size > prefixesKept && !oldest.done) this.prefixes.delete(oldest.value);
  }
}

/** Null when another version of the library saved it: the file itself is then read. */
function restored(saved: string): Prefix | null {
  try {
    return restorePrefix(saved);
  } catch (fault) {
    if (fault instanceof SigningError && fault.code === 'PREFIX_STATE_UNUSABLE') return null;
    throw fault;
  }
}

function sparesOf({ manifest }: DocumentRow, revisions: readonly WrittenRow[]): number {
  const prepared = Object.values(manifest.fields).filter(({ role }) => role === 'timestamp').length;
  return prepared - revisions.filter(({ kind }) => kind === 'timestamp').length;
}

function rowOf(documentId: string, last: WrittenRow, made: MadeRevision, hash: string, createdAt: Date): RevisionRow {
  return { documentId, n: last.n + 1, kind: made.kind, slotId: made.slotId, ...made.proof, start: last.length, length: last.length + made.bytes.length, sha256: hash, createdAt };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
