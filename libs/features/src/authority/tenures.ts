import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, firstDayFault, lastDayFault } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { departementOf, UnknownDepartement } from '#libs/features/directory';
import { CLOCK, Database, appendToJournal, instantOf } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { insertTenure, oneTenureAtATime, rewriteTenure, tenuresOf } from './authority.store.js';
import type { TenureRow } from './authority.store.js';
import type { TenureRefusal } from './tenure-refusals.js';

/** `tenures`: the latest first. `today`: of the département. */
export type TenureRegister = { tenures: TenureRow[]; today: LegalDay };
/** What one may say of a term of office. */
export type TenureFacts = Pick<TenureRow, 'holder' | 'from' | 'until'>;

/**
 * Who is préfet, and since when. Nothing here touches what is signed: a title is judged on the terms as they are noted when one signs, and its
 * verdict stays with the signature. Each change is journalled with its days, never a name, so that what was noted before is still told.
 */
@Injectable()
export class Tenures {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  read(departementCode: string, actor: Actor): Promise<TenureRegister> {
    return this.db.withIdentity(actor, (tx) => this.load(tx, departementCode));
  }

  /** What each of these refuses; nothing when it is done. */
  open(departementCode: string, { holder, from }: Pick<TenureFacts, 'holder' | 'from'>, actor: Actor): Promise<TenureRefusal[]> {
    return this.change(departementCode, actor, async (tx, { tenures, today }) => {
      const refusals = present([firstDayFault(from, tenures[0] ?? null, today)]);
      if (refusals.length > 0) return refusals;
      const row: TenureRow = { id: randomUUID(), departementCode, office: 'prefet', holder, from, until: null };
      await insertTenure(tx, row, this.clock.now(), actor.id);
      await this.journal(tx, row, 'openTenure', { from }, from, actor);
      return [];
    });
  }

  /** Of the latest term, or of an earlier one that nobody had ended. */
  end(departementCode: string, id: string, until: LegalDay, actor: Actor): Promise<TenureRefusal[]> {
    return this.change(departementCode, actor, async (tx, { tenures, today }) => {
      const row = tenures.find((one) => one.id === id);
      if (row?.until !== null) return ['already_ended'];
      const ended: TenureRow = { ...row, until };
      const refusals = present([lastDayFault(ended, today)]);
      if (refusals.length > 0) return refusals;
      await rewriteTenure(tx, ended, this.clock.now(), actor.id);
      await this.journal(tx, row, 'endTenure', { until }, until, actor);
      return [];
    });
  }

  /** Says the latest term anew: who, from when, until when, or not ended after all. */
  correct(departementCode: string, id: string, facts: TenureFacts, actor: Actor): Promise<TenureRefusal[]> {
    return this.change(departementCode, actor, async (tx, { tenures: [row, before], today }) => {
      if (row?.id !== id) return ['not_latest'];
      const refusals = present([firstDayFault(facts.from, before ?? null, today), lastDayFault(facts, today)]);
      if (refusals.length > 0) return refusals;
      await rewriteTenure(tx, { ...row, ...facts }, this.clock.now(), actor.id);
      const { from, until } = facts;
      await this.journal(tx, row, 'correctTenure', { from, until, former: { from: row.from, until: row.until }, renamed: facts.holder !== row.holder }, today, actor);
      return [];
    });
  }

  /** One change of a département at a time: the second of two clerks is judged on what the first has noted. */
  private change(departementCode: string, actor: Actor, work: (tx: EntityManager, register: TenureRegister) => Promise<TenureRefusal[]>): Promise<TenureRefusal[]> {
    return this.db.withIdentity(actor, async (tx) => {
      await oneTenureAtATime(tx, departementCode);
      return work(tx, await this.load(tx, departementCode));
    });
  }

  private async load(tx: EntityManager, departementCode: string): Promise<TenureRegister> {
    const departement = await departementOf(tx, departementCode);
    if (!departement) throw new UnknownDepartement(departementCode);
    return { tenures: await tenuresOf(tx, departementCode), today: dayAt(instantOf(this.clock), departement.timeZone) };
  }

  private journal(tx: EntityManager, { id, departementCode }: TenureRow, event: 'openTenure' | 'endTenure' | 'correctTenure', told: object, effectiveOn: LegalDay, actor: Actor): Promise<void> {
    return appendToJournal(tx, { subject: 'directory', subjectId: departementCode, recordedAt: instantOf(this.clock), effectiveOn, actor, event, payload: { kind: 'tenure', id, ...told }, stateFrom: null, stateTo: null, basis: 'décision 20' });
  }
}

function present(faults: readonly (TenureRefusal | null)[]): TenureRefusal[] {
  return faults.filter((fault) => fault !== null);
}
