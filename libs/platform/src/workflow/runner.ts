import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, decide, dueOn, dueTick, startOfDay } from '#libs/domain';
import type { Errand, Event, Instant, LegalDay, NotPossibleNow, Subject, Vocabulary, Workflow } from '#libs/domain';
import { CLOCK, instantOf } from '../clock.js';
import type { Clock } from '../clock.js';
import { systemActor } from '../database/actor.js';
import type { Actor } from '../database/actor.js';
import { Database } from '../database/database.js';
import { appendToJournal } from './journal.js';

/** How one feature keeps its subjects: three small functions. Everything else is shared. */
export type Store<W extends Vocabulary> = {
  /** Locks the row until the transaction ends. Rejects when there is none. */
  loadForUpdate(tx: EntityManager, id: string): Promise<Subject<W> & { timeZone: string }>;
  save(tx: EntityManager, id: string, next: Subject<W> & { dueAt: Instant | null }): Promise<void>;
  /** Ids whose `due_at` has come, the oldest first. */
  dueIds(tx: EntityManager, now: Instant, limit: number): Promise<string[]>;
};

export type Kept<W extends Vocabulary> = {
  kind: string;
  workflow: Workflow<W>;
  store: Store<W>;
  /** What the journal keeps of an event: ids, days and codes, never personal data. */
  journalled(event: Event<W>): object;
};

export type Submission<W extends Vocabulary> = { accepted: true; subject: Subject<W> } | { accepted: false; refusal: W['refusal'] | NotPossibleNow };

/** Work done in the same transaction as an accepted command (evidence rows…). If it throws, nothing happened. */
export type Alongside<W extends Vocabulary> = (tx: EntityManager, subject: Subject<W>) => Promise<void>;

/** A subject owes at most this many ticks at once: decades of monthly terms. More is a table that loops. */
const ticksMax = 500;
/** Due subjects looked at per pass; the next pass takes the rest. */
const dueBatch = 200;

/**
 * The only path by which anything changes state: load → let the calendar speak → decide → save → journal → outbox,
 * in one transaction, so that the journal never lies and no effect is lost, or sent for nothing.
 */
@Injectable()
export class WorkflowRunner {
  private readonly kinds = new Map<string, Kept<Vocabulary>>();

  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Each feature declares what it keeps, at start. */
  keep<W extends Vocabulary>(kept: Kept<W>): void {
    this.kinds.set(kept.kind, kept as unknown as Kept<Vocabulary>);
  }

  /** Someone asks. The calendar speaks first, so nobody acts on a state that time has already changed. A refusal changes nothing and is journalled. */
  submit<W extends Vocabulary>(kept: Kept<W>, id: string, command: W['command'], actor: Actor, alongside?: Alongside<W>): Promise<Submission<W>> {
    return this.db.withIdentity(actor, (tx) => this.submitIn(tx, kept, id, command, actor, alongside));
  }

  /** The same, inside a transaction the caller already holds. */
  async submitIn<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, id: string, command: W['command'], actor: Actor, alongside?: Alongside<W>): Promise<Submission<W>> {
    const { subject, today, timeZone } = await this.catchUp(tx, kept, id);
    const event = { ...command, effectiveOn: today, at: instantOf(this.clock) } as Event<W>;
    const submission = await this.apply(tx, kept, { id, timeZone }, subject, event, actor);
    if (submission.accepted) await alongside?.(tx, submission.subject);
    return submission;
  }

  /** Time passes. Safe at any moment, any number of times: after an outage each step still bears its own legal day. */
  async tick<W extends Vocabulary>(kept: Kept<W>, id: string): Promise<Subject<W>> {
    return this.db.withIdentity(systemActor('calendar'), async (tx) => (await this.catchUp(tx, kept, id)).subject);
  }

  /** Every due subject of every kind. One that fails is reported and does not stop the others. */
  async tickAll(onFault: (kind: string, id: string, fault: unknown) => void): Promise<number> {
    let ticked = 0;
    for (const kept of this.kinds.values()) {
      const ids = await this.db.withIdentity(systemActor('calendar'), (tx) => kept.store.dueIds(tx, instantOf(this.clock), dueBatch));
      for (const id of ids) {
        try {
          await this.tick(kept, id);
          ticked++;
        } catch (fault) {
          onFault(kept.kind, id, fault);
        }
      }
    }
    return ticked;
  }

  private async catchUp<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, id: string): Promise<{ subject: Subject<W>; today: LegalDay; timeZone: string }> {
    const { timeZone, ...loaded } = await kept.store.loadForUpdate(tx, id);
    const today = dayAt(instantOf(this.clock), timeZone);
    let subject: Subject<W> = loaded;
    for (let i = 0; i < ticksMax; i++) {
      const tick = dueTick(kept.workflow, subject, today, timeZone);
      if (!tick) return { subject, today, timeZone };
      const ticked = await this.apply(tx, kept, { id, timeZone }, subject, tick, systemActor('calendar'));
      if (!ticked.accepted) throw new Error(`${kept.kind} ${id} refuses its own tick ${tick.type}: ${ticked.refusal}`);
      subject = ticked.subject;
    }
    throw new Error(`${kept.kind} ${id} still owes ticks after ${ticksMax}`);
  }

  private async apply<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, { id, timeZone }: { id: string; timeZone: string }, subject: Subject<W>, event: Event<W>, actor: Actor): Promise<Submission<W>> {
    const decision = decide(kept.workflow, subject, event);
    const line = { subject: kept.kind, subjectId: id, recordedAt: instantOf(this.clock), effectiveOn: event.effectiveOn, actor, stateFrom: subject.state };
    if (!decision.accepted) {
      await appendToJournal(tx, { ...line, event: `refused.${event.type}`, payload: { refusal: decision.refusal }, stateTo: subject.state, basis: null });
      return decision;
    }
    const next: Subject<W> = { state: decision.to, facts: decision.facts };
    const due = dueOn(kept.workflow, next);
    await kept.store.save(tx, id, { ...next, dueAt: due && startOfDay(due, timeZone) });
    await appendToJournal(tx, { ...line, event: event.type, payload: kept.journalled(event), stateTo: decision.to, basis: decision.basis });
    for (const effect of decision.effects) await this.announce(tx, kept.kind, id, effect);
    await this.runErrands(tx, decision.commands, actor);
    return { accepted: true, subject: next };
  }

  /** An effect leaves with the transaction, or not at all: the relay takes it from there, at `notBefore` if it is given. */
  async announce<E extends { type: string }>(tx: EntityManager, subject: string, subjectId: string, effect: E, notBefore: Date | null = null): Promise<string> {
    const id = randomUUID();
    await tx.query('insert into outbox (id, subject, subject_id, effect, created_at, not_before) values ($1, $2, $3, $4, $5, $6)', [id, subject, subjectId, effect, this.clock.now(), notBefore]);
    return id;
  }

  /** Commands for other subjects, locks taken in (kind, id) order (decision 24). A refusal undoes the whole. */
  private async runErrands(tx: EntityManager, errands: readonly Errand[], actor: Actor): Promise<void> {
    const ordered = [...errands].sort((a, b) => `${a.kind} ${a.id}`.localeCompare(`${b.kind} ${b.id}`, 'en'));
    for (const { kind, id, command } of ordered) {
      const kept = this.kinds.get(kind);
      if (!kept) throw new Error(`Nobody keeps ${kind}`);
      const done = await this.submitIn(tx, kept, id, command, actor);
      if (!done.accepted) throw new Error(`${kind} ${id} refuses ${command.type}: ${done.refusal}`);
    }
  }
}
