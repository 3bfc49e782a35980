import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { BodyDecision, Slot } from '#libs/domain';
import { uploadedName } from '#libs/features/identity';
import { loadRound, rounds } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, Database, Storage, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { closedStates, isAnswered } from './answered-places.js';
import { authorityFilePlace, decisionFor, sha256, titleWith } from './authorities.js';
import type { PlaceAuthority } from './authorities.js';
import { authorityOf, insertAuthority, insertAuthorityFile } from './authority.store.js';
import { bodyKindOf } from './authority-bodies.js';
import { deliberates } from './deliberation-draft.js';
import { DepositExaminer } from './deposit-examiner.js';
import { provenBy, withFileIds } from './deposit-form.js';
import { depositBytesMax, depositsMax, returnReasonLengthMin } from './deposit-limits.js';
import type { DepositRefusal, SettleRefusal } from './deposit-refusals.js';
import { depositFile, depositsOfRound, depositsOfSlot, insertDeposit, settleDeposit } from './deposit.store.js';
import type { Deposit, DepositFileKind, DepositFileRow } from './deposit.store.js';

export type SentFile = { kind: DepositFileKind; content: Buffer; originalName: string };
/** What a body says, and who says so; `linkId`: the link it was said behind. */
export type Deposited = { decision: BodyDecision; typedName: string; linkId: string; files: readonly SentFile[] };
/** A refusal, and the file it is about when it is about one. */
export type NotDeposited = { refusal: DepositRefusal; file: DepositFileKind | null };

const house = systemActor('title-deposit');

/** What bodies deposit of their deliberation, before anybody signs: kept as they said it, judged once the préfecture has taken it up. */
@Injectable()
export class Deposits {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly storage: Storage, private readonly examiner: DepositExaminer, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Of one place, the latest first. */
  of(roundId: string, slotId: string, actor: Actor): Promise<Deposit[]> {
    return this.db.withIdentity(actor, (tx) => depositsOfSlot(tx, roundId, slotId));
  }

  ofRound(roundId: string, actor: Actor): Promise<Deposit[]> {
    return this.db.withIdentity(actor, (tx) => depositsOfRound(tx, roundId));
  }

  /** Keeps what a body says of its deliberation; a deposit that waited is replaced, its files carried over when none is sent in their place. Null when it is done. */
  async deposit(round: RoundRow, { slot, kind }: Pick<PlaceAuthority, 'slot' | 'kind'>, said: Deposited): Promise<NotDeposited | null> {
    if (!deliberates(kind)) return { refusal: 'not_expected', file: null };
    const sent = said.files.map((file): [DepositFileRow, Buffer] => [this.rowOf(file), file.content]);
    const rows = sent.map(([row]) => row);
    // Before a byte is examined or written: whoever holds a link fills neither the processor nor the disk.
    const early = refusalOf(rows, await this.of(round.id, slot.id, house));
    if (early) return early;
    for (const file of said.files) {
      const refusal = await this.examiner.examine(file.content, { roundId: round.id, slotId: slot.id });
      if (refusal) return { refusal, file: file.kind };
    }
    for (const [row, content] of sent) await this.storage.write(authorityFilePlace(row), content);
    return this.db.withIdentity(house, async (tx) => {
      const { state } = await rounds.store.loadForUpdate(tx, round.id);
      if (state !== 'project') return { refusal: 'text_not_frozen', file: null };
      const former = await depositsOfSlot(tx, round.id, slot.id);
      const late = refusalOf(rows, former);
      if (late) return late;
      await this.keep(tx, round, slot, said, { former: former[0], ...withCarried(rows, former[0]) });
      return null;
    });
  }

  /** Null when there is none at that place; throws when the file is not the one that was kept. */
  async file(roundId: string, slotId: string, fileId: string, actor: Actor): Promise<{ row: DepositFileRow; content: Buffer } | null> {
    const row = await this.db.withIdentity(actor, (tx) => depositFile(tx, roundId, slotId, fileId));
    if (!row) return null;
    const content = await readFile(this.storage.path(authorityFilePlace(row)));
    if (sha256(content) !== row.sha256) throw new Error(`File ${fileId} of a deposit is not the one that was kept`);
    return { row, content };
  }

  /** The préfecture takes a deposit up: it becomes the title of the place, under the power described of whoever signs, and its files become papers of the place. */
  take(roundId: string, slotId: string, id: string, actor: Actor): Promise<SettleRefusal | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const found = await this.waiting(tx, roundId, slotId, id);
      if ('refusal' in found) return found.refusal;
      const { round, slot, deposit } = found;
      const [at, authorityId] = [this.clock.now(), randomUUID()];
      if (!(await settleDeposit(tx, id, { settlement: 'taken', reason: null, at, by: actor.id }))) return 'already_settled';
      const facts = titleWith({ slot, kind: bodyKindOf(round, slot), recorded: await authorityOf(tx, roundId, slotId) }, deposit.decision);
      for (const { depositId: _, kind: __, ...file } of deposit.files) await insertAuthorityFile(tx, { ...file, roundId, slotId, createdAt: at, createdBy: deposit.linkId });
      await insertAuthority(tx, { id: authorityId, roundId, slotId, signatoryId: slot.signatoryId, facts, recordedAt: at, recordedBy: actor.id });
      await this.note(tx, round, actor, 'takeDeposit', { slotId, depositId: id, authorityId, decision: deposit.decision.kind });
      return null;
    });
  }

  /** The préfecture sends a deposit back: the body reads why on its page, and in a mail, while it may still deposit; `told` is false afterwards. */
  giveBack(roundId: string, slotId: string, id: string, typedReason: string, actor: Actor): Promise<{ refusal: SettleRefusal } | { refusal: null; told: boolean }> {
    const reason = typedReason.trim();
    if (reason.length < returnReasonLengthMin) return Promise.resolve({ refusal: 'reason_missing' });
    return this.db.withIdentity(actor, async (tx) => {
      const found = await this.waiting(tx, roundId, slotId, id);
      if ('refusal' in found) return found;
      const { round, deposit } = found;
      if (!(await settleDeposit(tx, id, { settlement: 'returned', reason, at: this.clock.now(), by: actor.id }))) return { refusal: 'already_settled' };
      await this.note(tx, round, actor, 'returnDeposit', { slotId, depositId: id });
      // The frozen text once more, with a link: the mail says what was sent back.
      const told = round.state === 'project';
      if (told) await this.runner.submitIn(tx, rounds, roundId, { type: 'askAgain', bodyId: deposit.bodyId }, actor);
      return { refusal: null, told };
    });
  }

  private rowOf({ kind, content, originalName }: SentFile): DepositFileRow {
    return { id: randomUUID(), depositId: '', kind, fileName: uploadedName(originalName), mediaType: 'application/pdf', bytes: content.length, sha256: sha256(content), createdAt: this.clock.now() };
  }

  private async keep(tx: EntityManager, round: RoundRow, slot: Slot, { decision, typedName, linkId }: Deposited, { former, files, ids }: Carried & { former: Deposit | undefined }): Promise<void> {
    const [id, at] = [randomUUID(), this.clock.now()];
    const actor: Actor = { kind: 'anonymous', id: linkId };
    if (former?.settlement === null) await settleDeposit(tx, former.id, { settlement: 'replaced', reason: null, at, by: linkId });
    const sent = files.find((file) => file.kind === 'proof' && ![...ids.values()].includes(file.id))?.id ?? null;
    const carried = former && former.settlement !== 'taken' ? withFileIds(former.decision, ids) : null;
    const proven = provenBy(decision, { sent, carried, recorded: decisionFor(await authorityOf(tx, round.id, slot.id), slot.signatoryId) });
    await insertDeposit(tx, { id, roundId: round.id, slotId: slot.id, bodyId: slot.bodyId, linkId, typedName, decision: proven, depositedAt: at, settlement: null, settledAt: null, settledBy: null, reason: null, files: files.map((file) => ({ ...file, depositId: id })) });
    await this.note(tx, round, actor, 'depositTitle', { slotId: slot.id, depositId: id, decision: decision.kind, files: files.length });
  }

  /** A deposit that may still be settled, under the lock of its round. */
  private async waiting(tx: EntityManager, roundId: string, slotId: string, id: string): Promise<{ refusal: SettleRefusal } | { round: RoundRow; slot: Slot; deposit: Deposit }> {
    await rounds.store.loadForUpdate(tx, roundId);
    const round = await loadRound(tx, roundId);
    const slot = round.facts.slots.find((one) => one.id === slotId);
    const deposit = (await depositsOfSlot(tx, roundId, slotId)).find((one) => one.id === id);
    if (!slot || !deposit || deposit.settlement !== null) return { refusal: 'already_settled' };
    if (closedStates.includes(round.state)) return { refusal: 'round_closed' };
    if (isAnswered(slot)) return { refusal: 'place_answered' };
    return { round, slot, deposit };
  }

  /** Ids and codes only: what was said stays in its table. */
  private note(tx: EntityManager, round: RoundRow, actor: Actor, event: string, payload: object): Promise<unknown> {
    const at = instantOf(this.clock);
    return appendToJournal(tx, { subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor, event, payload, stateFrom: round.state, stateTo: round.state, basis: 'décision 20' });
  }
}

function refusalOf(sent: readonly DepositFileRow[], former: readonly Deposit[]): NotDeposited | null {
  if (former.length >= depositsMax) return { refusal: 'deposits_too_many', file: null };
  if (bytesOf([...former.flatMap(({ files }) => files), ...sent]) > depositBytesMax) return { refusal: 'bytes_too_many', file: null };
  const known = withCarried(sent, former[0]).files.some(({ kind }) => kind === 'decision') || former.some(({ settlement }) => settlement === 'taken');
  return known ? null : { refusal: 'file_missing', file: 'decision' };
}

/** `ids`: of each file that goes on, its former id and the one it has now. */
type Carried = { files: readonly DepositFileRow[]; ids: ReadonlyMap<string, string> };

/** A file that was sent and neither taken up nor sent again goes on with what is said now. */
function withCarried(sent: readonly DepositFileRow[], former: Deposit | undefined): Carried {
  const carried = former && former.settlement !== 'taken' ? former.files.filter(({ kind }) => !sent.some((file) => file.kind === kind)) : [];
  const ids = new Map(carried.map(({ id }) => [id, randomUUID()]));
  return { files: [...sent, ...carried.map((file) => ({ ...file, id: ids.get(file.id)! }))], ids };
}

/** The same bytes count once: they are kept once. */
function bytesOf(files: readonly DepositFileRow[]): number {
  return [...new Map(files.map(({ sha256: hash, bytes }) => [hash, bytes])).values()].reduce((sum, bytes) => sum + bytes, 0);
}
