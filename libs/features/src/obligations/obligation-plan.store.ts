import type { EntityManager } from 'typeorm';
import { dueOn, obligationPlanWorkflow, startOfDay } from '#libs/domain';
import type { Event, ObligationPlan, PlanFacts } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

/** Bears the id of its agreement. */
export const obligationPlans: Kept<ObligationPlan> = { kind: 'obligation_plan', workflow: obligationPlanWorkflow, store: rowStore<ObligationPlan>('obligation_plan'), journalled };

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
