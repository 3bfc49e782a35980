import type { EntityManager } from 'typeorm';
import { dueOn, obligationPlanWorkflow, startOfDay } from '#libs/domain';
import type { Event, ObligationPlan, PlanFacts } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';
import { rowsTogether } from '#libs/platform';
import type { Kept, Store } from '#libs/platform';

const store: Store<ObligationPlan> = {
  async loadForUpdate(tx, id) {
    const rows: { state: ObligationPlan['state']; facts: PlanFacts; timeZone: string }[] = await tx.query('select state, facts, time_zone as "timeZone" from obligation_plan where id = $1 for update', [id]);
    if (!rows[0]) throw new Error(`No calendar of obligations for ${id}`);
    return rows[0];
  },
  async save(tx, id, { state, facts, dueAt }) {
    await tx.query('update obligation_plan set state = $2, facts = $3, due_at = $4 where id = $1', [id, state, facts, dueAt]);
  },
  async dueIds(tx, now, limit) {
    const rows: { id: string }[] = await tx.query('select id from obligation_plan where due_at <= $1 order by due_at, id limit $2', [now, limit]);
    return rows.map(({ id }) => id);
  },
  together: rowsTogether<ObligationPlan>('obligation_plan'),
};

/** Bears the id of its agreement. */
export const obligationPlans: Kept<ObligationPlan> = { kind: 'obligation_plan', workflow: obligationPlanWorkflow, store, journalled };

function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<ObligationPlan>): object {
  return rest;
}

/** False when there is one already. */
export async function insertPlan(tx: EntityManager, { id, departementCode, timeZone }: AgreementRow, facts: PlanFacts, now: Date): Promise<boolean> {
  const state = obligationPlanWorkflow.initial;
  const due = dueOn(obligationPlanWorkflow, { state, facts });
  const rows: unknown[] = await tx.query(
    'insert into obligation_plan (id, departement_code, time_zone, state, facts, due_at, created_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing returning id',
    [id, departementCode, timeZone, state, facts, due && startOfDay(due, timeZone), now],
  );
  return rows.length === 1;
}

export async function planOf(tx: EntityManager, agreementId: string): Promise<{ state: ObligationPlan['state']; facts: PlanFacts } | null> {
  const rows: { state: ObligationPlan['state']; facts: PlanFacts }[] = await tx.query('select state, facts from obligation_plan where id = $1', [agreementId]);
  return rows[0] ?? null;
}

/** The running plans of the agreements that bind that structure. */
export function plansOfStructure(tx: EntityManager, structureId: string): Promise<{ id: string; facts: PlanFacts }[]> {
  return tx.query(`select id, facts from obligation_plan where state = 'running' and facts->'structures' @> $1::jsonb order by created_at desc`, [JSON.stringify([{ structureId, until: null }])]);
}
