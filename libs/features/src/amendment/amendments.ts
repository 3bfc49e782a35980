import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, amendmentWorkflow, decide, draftedAmendment, isHoursNotice, requiredSignatories } from '#libs/domain';
import type { Amendment, AmendmentFacts, AmendmentRefusal, Event, LegalDay, NotPossibleNow, RequiredSignatory } from '#libs/domain';
import { versionsOf } from '#libs/features/agreement';
import { RoundActs } from '#libs/features/round';
import { CLOCK, CONFIG, Database, WorkflowRunner, instantOf } from '#libs/platform';
import type { Actor, Clock, Config } from '#libs/platform';
import { AmendedAgreements, seatsFor } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import { amendmentPrintOf, roundNumberOf } from './amendment.print.js';
import { amendmentById, amendments, amendmentsOf, insertAmendment } from './amendment.store.js';
import type { AmendmentRow } from './amendment.store.js';
import { amendmentLabel, amendmentTitle } from './amendment-words.js';
import { completed, hoursChange } from './change-input.js';
import type { ChangeInput, HoursInput } from './change-input.js';

/** `round`: what the collection of signatures refuses. Refused, nothing is written. */
export type AmendmentAnswer = { ok: true; id: string } | { ok: false; refusal: AmendmentRefusal | NotPossibleNow } | { ok: false; round: string };
export type Asking = { agreementId: string; /** The organisation that asks; null for the préfecture. */ by: string | null; actor: Actor };
export type LaunchAsked = { effectOn: LegalDay; collectUntil?: LegalDay | undefined; number?: number | undefined };

/** What signing rounds propose; the préfecture decides. */
export const collectDaysProposed = 30;

/** Undoes the whole transaction, and carries the answer out of it. */
class Refused extends Error {
  constructor(readonly answer: Exclude<AmendmentAnswer, { ok: true }>) {
    super('refused');
  }
}

/** The life of an amendment, up to its launch. */
@Injectable()
export class Amendments {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly agreements: AmendedAgreements,
    private readonly roundActs: RoundActs,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  find(id: string, actor: Actor): Promise<AmendmentRow | null> {
    return this.db.withIdentity(actor, (tx) => amendmentById(tx, id));
  }

  list(agreementId: string, actor: Actor): Promise<AmendmentRow[]> {
    return this.db.withIdentity(actor, (tx) => amendmentsOf(tx, agreementId));
  }

  /** The préfecture drafts; a party proposes. Refused, nothing is kept. */
  async start(asking: Asking, inputs: readonly ChangeInput[]): Promise<AmendmentAnswer> {
    const context = await this.context(asking.agreementId);
    const changes = inputs.map((input) => completed(input, context));
    const command: Amendment['command'] = asking.by === null ? { type: 'define', changes, agreement: context.amended } : { type: 'propose', by: asking.by, changes, agreement: context.amended };
    return this.made(() => this.db.withIdentity(asking.actor, (tx) => this.insertWith(tx, asking, context, command)));
  }

  /** One more change in a draft, or one less. */
  async add(row: AmendmentRow, input: ChangeInput, actor: Actor): Promise<AmendmentAnswer> {
    const context = await this.context(row.agreementId);
    return this.submit(row, { type: 'define', changes: [...row.facts.changes, completed(input, context)], agreement: context.amended }, actor);
  }

  async remove(row: AmendmentRow, rank: number, actor: Actor): Promise<AmendmentAnswer> {
    const { amended } = await this.context(row.agreementId);
    return this.submit(row, { type: 'define', changes: row.facts.changes.filter((_, i) => i !== rank), agreement: amended }, actor);
  }

  /** Opens the signatures, or informs at once when nobody signs. */
  async launch(row: AmendmentRow, asked: LaunchAsked, actor: Actor): Promise<AmendmentAnswer> {
    return this.made(() =>
      this.db.withIdentity(actor, async (tx) => {
        // One at a time: the second takes the number that follows.
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`amendments of ${row.agreementId}`]);
        return this.launchIn(tx, row, await this.context(row.agreementId), asked, actor);
      }),
    );
  }

  /** New hours are told in one go: there is nothing to prepare. A party tells those of its own structures. */
  async tellHours(asking: Asking, input: HoursInput, effectOn: LegalDay): Promise<AmendmentAnswer> {
    const context = await this.context(asking.agreementId);
    const changes = [hoursChange(input, context)];
    return this.made(() =>
      this.db.withIdentity(asking.actor, async (tx) => {
        if (asking.by !== null) this.foresee(draftedAmendment({ id: '', agreementId: asking.agreementId }), context, { type: 'propose', by: asking.by, changes, agreement: context.amended });
        const started = await this.insertWith(tx, asking, context, { type: 'define', changes, agreement: context.amended });
        return this.launchIn(tx, (await amendmentById(tx, started.id))!, context, { effectOn }, asking.actor);
      }),
    );
  }

  async submit(row: AmendmentRow, command: Extract<Amendment['command'], { type: 'define' | 'accept' | 'decline' | 'withdraw' }>, actor: Actor): Promise<AmendmentAnswer> {
    const done = await this.runner.submit(amendments, row.id, command, actor);
    return done.accepted ? { ok: true, id: row.id } : { ok: false, refusal: done.refusal };
  }

  async context(agreementId: string): Promise<AmendmentContext> {
    const context = await this.agreements.of(agreementId);
    if (!context) throw new Error(`No agreement ${agreementId}`);
    return context;
  }

  private async launchIn(tx: EntityManager, row: AmendmentRow, context: AmendmentContext, { effectOn, collectUntil, number: given }: LaunchAsked, actor: Actor): Promise<{ ok: true; id: string }> {
    const { amended, today } = context;
    const number = isHoursNotice(row.facts) ? null : (given ?? amended.nextNumber);
    const signatories = requiredSignatories(row.facts.changes, amended.parties, amended.structures);
    const command = { type: 'launch' as const, number, effectOn, agreement: amended };
    if (row.state !== 'drafted' || signatories.length === 0) return this.submitted(tx, row.id, { ...command, roundId: null }, actor);
    // What the table refuses is said in its own words: no round is opened to find out.
    this.foresee(row.facts, context, { ...command, roundId: row.id });
    const roundId = await this.open(tx, row, { context, number: number!, effectOn, signatories, collectUntil: collectUntil ?? addDays(today, collectDaysProposed) }, actor);
    return this.submitted(tx, row.id, { ...command, roundId }, actor);
  }

  private async open(tx: EntityManager, row: AmendmentRow, { collectUntil, ...opening }: Opening, actor: Actor): Promise<string> {
    const { context: { agreement, dossier }, number, signatories } = opening;
    const amends = (await versionsOf(tx, agreement.id)).filter(({ kind }) => kind !== 'consolidated').at(-1) ?? null;
    const named = { changes: row.facts.changes, number };
    const data = amendmentPrintOf({ ...opening, facts: row.facts, amends, publicUrl: this.config.publicUrl, demonstration: this.config.mode === 'demonstration' });
    const act = { kind: 'amendment' as const, id: row.id, agreementId: agreement.id, agreementNumber: agreement.number, label: amendmentLabel(named), title: amendmentTitle(named, agreement.number), template: 'avenant' as const, data };
    const opened = await this.roundActs.open(tx, { act, number: roundNumberOf(agreement.number, number), departementCode: agreement.departementCode, seats: seatsFor(signatories, dossier), collectUntil }, actor);
    if (!opened.ok) throw new Refused({ ok: false, round: opened.refusal });
    return opened.roundId;
  }

  /** Throws Refused when the table would refuse. */
  private foresee(facts: AmendmentFacts, { today }: AmendmentContext, command: Amendment['command']): void {
    const foreseen = decide(amendmentWorkflow, { state: 'drafted', facts }, { ...command, effectiveOn: today, at: instantOf(this.clock) } as Event<Amendment>);
    if (!foreseen.accepted) throw new Refused({ ok: false, refusal: foreseen.refusal });
  }

  private async submitted(tx: EntityManager, id: string, command: Amendment['command'], actor: Actor): Promise<{ ok: true; id: string }> {
    const done = await this.runner.submitIn(tx, amendments, id, command, actor);
    if (!done.accepted) throw new Refused({ ok: false, refusal: done.refusal });
    return { ok: true, id };
  }

  private async insertWith(tx: EntityManager, { agreementId, by, actor }: Asking, { agreement }: AmendmentContext, command: Amendment['command']): Promise<{ ok: true; id: string }> {
    const id = randomUUID();
    const { departementCode, timeZone } = agreement;
    await insertAmendment(tx, { id, agreementId, departementCode, timeZone, enteredBy: by, facts: draftedAmendment({ id, agreementId }), createdAt: this.clock.now(), createdBy: actor.id });
    return this.submitted(tx, id, command, actor);
  }

  private async made(work: () => Promise<AmendmentAnswer>): Promise<AmendmentAnswer> {
    try {
      return await work();
    } catch (fault) {
      if (fault instanceof Refused) return fault.answer;
      throw fault;
    }
  }
}

type Opening = { context: AmendmentContext; number: number; effectOn: LegalDay; signatories: readonly RequiredSignatory[]; collectUntil: LegalDay };
