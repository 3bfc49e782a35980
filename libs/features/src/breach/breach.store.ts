import type { EntityManager } from 'typeorm';
import { breachWorkflow } from '#libs/domain';
import type { Breach, BreachFacts, BreachState, Event } from '#libs/domain';
import { nextPrinted, rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

/** One line of the register. Names are those of the day of the declaration. */
export type BreachRow = {
  id: string;
  /** « VD-48-000012 ». */
  number: string;
  departementCode: string;
  timeZone: string;
  gestionnaireId: string;
  gestionnaireName: string;
  structureId: string | null;
  structureName: string | null;
  /** The account of who declared it; null: a program. */
  declaredBy: string | null;
  state: BreachState;
  facts: BreachFacts;
  createdAt: Date;
};

const columns = `id, number, departement_code as "departementCode", time_zone as "timeZone", gestionnaire_id as "gestionnaireId", gestionnaire_name as "gestionnaireName", structure_id as "structureId", structure_name as "structureName",
  declared_by as "declaredBy", state, facts, created_at as "createdAt"`;

export const breaches: Kept<Breach> = { kind: 'breach', workflow: breachWorkflow, store: rowStore<Breach>('breach'), journalled };

/** Words stay with the breach, encrypted: the journal keeps that there were some. */
function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Breach>): object {
  const words = new Set(['account', 'note', 'reason', 'lateReason']);
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, words.has(name) ? String(value).length : (value as unknown)]));
}

export async function insertBreach(tx: EntityManager, b: Omit<BreachRow, 'number' | 'state'>): Promise<void> {
  await tx.query(
    `insert into breach (id, number, departement_code, time_zone, gestionnaire_id, gestionnaire_name, structure_id, structure_name, declared_by, state, facts, created_at)
     values ($1, 'VD-' || $2 || '-' || ${nextPrinted('breach_number')}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [b.id, b.departementCode, b.timeZone, b.gestionnaireId, b.gestionnaireName, b.structureId, b.structureName, b.declaredBy, breachWorkflow.initial, b.facts, b.createdAt],
  );
}

export async function breachById(tx: EntityManager, id: string): Promise<BreachRow | null> {
  const rows: BreachRow[] = await tx.query(`select ${columns} from breach where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those the actor may see, the latest declared first; all of them without a page. */
export function breachesSeen(tx: EntityManager, page: { limit: number; offset: number } | null = null): Promise<BreachRow[]> {
  return tx.query(`select ${columns} from breach order by created_at desc, id ${page ? 'limit $1 offset $2' : ''}`, page ? [page.limit, page.offset] : []);
}

/** Those that still ask something of somebody. */
export function openBreaches(tx: EntityManager): Promise<BreachRow[]> {
  return tx.query(`select ${columns} from breach where state in ('to_notify', 'overdue', 'notified') order by created_at, id`);
}

export async function countBreaches(tx: EntityManager): Promise<{ all: number; toNotify: number }> {
  const rows: { all: number; toNotify: number }[] = await tx.query(`select count(*)::int as all, (count(*) filter (where state in ('to_notify', 'overdue')))::int as "toNotify" from breach`);
  return rows[0]!;
}
