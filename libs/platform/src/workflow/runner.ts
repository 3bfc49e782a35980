import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, decide, dueOn, startOfDay } from '#libs/domain';
import type { Errand, Event, Instant, LegalDay, NotPossibleNow, Subject, Vocabulary } from '#libs/domain';
import { CLOCK, instantOf } from '../clock.js';
import type { Clock } from '../clock.js';
import { systemActor } from '../database/actor.js';
import type { Actor } from '../database/actor.js';
import { Database, sendWithNext } from '../database/database.js';
import { CalendarRound } from './calendar-round.js';
import type { CalendarMoves, OnFault } from './calendar-round.js';
import { appendAllToJournal, appendToJournal } from './journal.js';
import type { JournalEntry } from './journal.js';
import type { Kept, Store } from './kept.js';
import { owedTicks } from './owed-ticks.js';
import type { Step } from './owed-ticks.js';

export type Submission<W extends Vocabulary> = { accepted: true; subject: Subject<W> } | { accepted: false; refusal: W['refusal'] | NotPossibleNow };

/** Work done in the same transaction as an accepted command (evidence rows…). If it throws, nothing happened. */
export type Alongside<W extends Vocabulary> = (tx: EntityManager, subject: Subject<W>, at: Instant) => Promise<void>;

type Named = { id: string; timeZone: string };
type Announcement = { subject: string; subjectId: string; effect: object };

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
    const { subject, at, today, timeZone } = await this.catchUp(tx, kept, id);
    const event = { ...command, effectiveOn: today, at } as Event<W>;
    const submission = await this.apply(tx, kept, { id, timeZone }, subject, event, actor);
    if (submission.accepted) await alongside?.(tx, submission.subject, at);
    return submission;
  }

  /** Time passes. Safe at any moment, any number of times: after an outage each step still bears its own legal day. */
  async tick<W extends Vocabulary>(kept: Kept<W>, id: string): Promise<Subject<W>> {
    return this.db.withIdentity(systemActor('calendar'), async (tx) => (await this.catchUp(tx, kept, id)).subject);
  }

  /** Every due subject of every kind, until nothing is due. One that cannot move is reported and does not stop the others. */
  tickAll(onFault: OnFault): Promise<CalendarMoves> {
    const ticking = { alone: async (tx: EntityManager, kept: Kept<Vocabulary>, id: string) => (await this.catchUp(tx, kept, id)).ticks > 0, together: this.catchUpTogether.bind(this) };
    return new CalendarRound(this.db, instantOf(this.clock), ticking, onFault).run([...this.kinds.values()]);
  }

  private async catchUp<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, id: string): Promise<{ subject: Subject<W>; at: Instant; today: LegalDay; timeZone: string; ticks: number }> {
    const { timeZone, ...loaded } = await kept.store.loadForUpdate(tx, id);
    // One reading of the clock, once the lock is held: around midnight the day and the instant of an event agree.
    const at = instantOf(this.clock);
    const today = dayAt(at, timeZone);
    let subject: Subject<W> = loaded;
    let ticks = 0;
    for (const step of owedTicks(kept.workflow, `${kept.kind} ${id}`, loaded, today, timeZone)) {
      subject = await this.write(tx, kept, { id, timeZone }, step, systemActor('calendar'));
      ticks++;
    }
    return { subject, at, today, timeZone, ticks };
  }

  /** The same for several subjects at once; those whose ticks have errands are left as they are. What a group writes in the journal and the outbox is written once. */
  private async catchUpTogether<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, ids: readonly string[]): Promise<{ moved: string[]; left: string[] }> {
    const [next, left, lines, effects]: [(Subject<W> & { id: string; dueAt: Instant | null })[], string[], JournalEntry[], Announcement[]] = [[], [], [], []];
    for (const { id, timeZone, ...loaded } of await loadTogether(tx, kept.store, ids)) {
      const steps = [...owedTicks(kept.workflow, `${kept.kind} ${id}`, loaded, dayAt(instantOf(this.clock), timeZone), timeZone)];
      const last = steps.at(-1);
      if (steps.some(({ decision }) => decision.commands.length > 0)) left.push(id);
      else if (last) {
        next.push({ id, ...dated(kept, timeZone, { state: last.decision.to, facts: last.decision.facts }) });
        lines.push(...steps.map((step) => this.lineOf(kept, id, step, systemActor('calendar'))));
        effects.push(...steps.flatMap(({ decision }) => decision.effects.map((effect) => ({ subject: kept.kind, subjectId: id, effect }))));
      }
    }
    if (kept.store.together) await kept.store.together.save(tx, next);
    else for (const { id, ...row } of next) await kept.store.save(tx, id, row);
    await appendAllToJournal(tx, lines);
    await this.announceAll(tx, effects);
    return { moved: next.map(({ id }) => id), left };
  }

  private async apply<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, named: Named, subject: Subject<W>, event: Event<W>, actor: Actor): Promise<Submission<W>> {
    const decision = decide(kept.workflow, subject, event);
    if (decision.accepted) return { accepted: true, subject: await this.write(tx, kept, named, { event, stateFrom: subject.state, decision }, actor, event.at) };
    await appendToJournal(tx, {
      subject: kept.kind, subjectId: named.id, recordedAt: instantOf(this.clock), effectiveOn: event.effectiveOn, actor, event: `refused.${event.type}`, payload: { refusal: decision.refusal }, stateFrom: subject.state, stateTo: subject.state, basis: null,
    });
    return decision;
  }

  private async write<W extends Vocabulary>(tx: EntityManager, kept: Kept<W>, named: Named, step: Step<W>, actor: Actor, recordedAt = instantOf(this.clock)): Promise<Subject<W>> {
    const { to, facts, effects, commands } = step.decision;
    const next: Subject<W> = { state: to, facts };
    await kept.store.save(tx, named.id, dated(kept, named.timeZone, next));
    await appendToJournal(tx, this.lineOf(kept, named.id, step, actor, recordedAt));
    await this.announceAll(tx, effects.map((effect) => ({ subject: kept.kind, subjectId: named.id, effect })));
    await this.runErrands(tx, commands, actor);
    return next;
  }

  private lineOf<W extends Vocabulary>(kept: Kept<W>, id: string, { event, stateFrom, decision }: Step<W>, actor: Actor, recordedAt = instantOf(this.clock)): JournalEntry {
    return { subject: kept.kind, subjectId: id, recordedAt, effectiveOn: event.effectiveOn, actor, event: event.type, payload: kept.journalled(event), stateFrom, stateTo: decision.to, basis: decision.basis };
  }

  /** An effect leaves with the transaction, or not at all: the relay takes it from there, at `notBefore` if it is given. */
  async announce<E extends { type: string }>(tx: EntityManager, subject: string, subjectId: string, effect: E, notBefore: Date | null = null): Promise<string> {
    const id = randomUUID();
    await sendWithNext(tx, 'insert into outbox (id, subject, subject_id, effect, created_at, not_before) values ($1, $2, $3, $4, $5, $6)', [id, subject, subjectId, effect, this.clock.now(), notBefore]);
    return id;
  }

  private async announceAll(tx: EntityManager, announcements: readonly Announcement[]): Promise<void> {
    if (announcements.length === 0) return;
    // In the order of the decisions: `seq` follows the order of insertion.
    await sendWithNext(
      tx,
      `insert into outbox (id, subject, subject_id, effect, created_at) select o.id, o.subject, o."subjectId", o.effect, $2 from jsonb_to_recordset($1) as o(id uuid, subject text, "subjectId" text, effect jsonb)`,
      [JSON.stringify(announcements.map((one) => ({ id: randomUUID(), ...one }))), this.clock.now()],
    );
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

/** With the instant at which time will change it again. */
function dated<W extends Vocabulary>(kept: Kept<W>, timeZone: string, next: Subject<W>): Subject<W> & { dueAt: Instant | null } {
  const due = dueOn(kept.workflow, next);
  return { ...next, dueAt: due && startOfDay(due, timeZone) };
}

async function loadTogether<W extends Vocabulary>(tx: EntityManager, store: Store<W>, ids: readonly string[]): Promise<(Subject<W> & { id: string; timeZone: string })[]> {
  if (store.together) return store.together.loadForUpdate(tx, ids);
  const rows: (Subject<W> & { id: string; timeZone: string })[] = [];
  for (const id of ids) rows.push({ id, ...(await store.loadForUpdate(tx, id)) });
  return rows;
}
