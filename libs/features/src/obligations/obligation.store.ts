import type { EntityManager } from 'typeorm';
import { dueOn, obligationWorkflow, startOfDay } from '#libs/domain';
import type { Event, LegalDay, Obligation, ObligationFacts, ObligationKind, ObligationState } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

export const requestChannels = ['counter', 'phone', 'mail', 'form', 'post'] as const;
export type RequestChannel = (typeof requestChannels)[number];

/** Somebody still has to do something. */
export const openStates: readonly ObligationState[] = ['awaited', 'reminded', 'convoked', 'minutes_awaited', 'late'];

/** One obligation. `debtorName`: the structure as it was called then; null for what all the signatories owe together. */
export type ObligationRow = {
  id: string;
  agreementId: string;
  departementCode: string;
  timeZone: string;
  kind: ObligationKind;
  structureId: string | null;
  gestionnaireId: string | null;
  debtorName: string | null;
  opensOn: LegalDay;
  dueOn: LegalDay;
  /** Of a user request: how it came, and a file number that names nobody. */
  channel: RequestChannel | null;
  reference: string | null;
  state: ObligationState;
  facts: ObligationFacts;
  createdAt: Date;
};

const columns = `id, agreement_id as "agreementId", departement_code as "departementCode", time_zone as "timeZone", kind, structure_id as "structureId", gestionnaire_id as "gestionnaireId", debtor_name as "debtorName",
  opens_on::text as "opensOn", due_on::text as "dueOn", channel, reference, state, facts, created_at as "createdAt"`;
const inOrder = 'order by due_on, kind, debtor_name nulls first, opens_on, id';

export const obligations: Kept<Obligation> = { kind: 'obligation', workflow: obligationWorkflow, store: rowStore<Obligation>('obligation'), journalled };

/** Reasons are free text, and a page's address may hold more than one wants: the journal keeps that there was one. */
function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Obligation>): object {
  if ('reason' in rest) return { reason: rest.reason.length };
  return 'proof' in rest && rest.proof.kind === 'page' ? { ...rest, proof: { kind: 'page' } } : rest;
}

export type NewObligation = Omit<ObligationRow, 'state' | 'kind' | 'opensOn' | 'dueOn' | 'structureId' | 'gestionnaireId'>;

/** False when it is there already: a period is opened as often as one likes. */
export async function insertObligation(tx: EntityManager, o: NewObligation): Promise<boolean> {
  const { facts, timeZone } = o;
  const state = obligationWorkflow.initial;
  const due = dueOn(obligationWorkflow, { state, facts });
  const rows: unknown[] = await tx.query(
    `insert into obligation (id, agreement_id, departement_code, time_zone, kind, structure_id, gestionnaire_id, debtor_name, opens_on, due_on, channel, reference, state, facts, due_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict (id) do nothing returning id`,
    [
      o.id, o.agreementId, o.departementCode, timeZone, facts.kind, facts.debtor?.structureId ?? null, facts.debtor?.gestionnaireId ?? null, o.debtorName, facts.opensOn, facts.dueOn, o.channel, o.reference,
      state, facts, due && startOfDay(due, timeZone), o.createdAt,
    ],
  );
  return rows.length === 1;
}

export async function obligationById(tx: EntityManager, id: string): Promise<ObligationRow | null> {
  const rows: ObligationRow[] = await tx.query(`select ${columns} from obligation where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those due between two days, both included. */
export function obligationsDue(tx: EntityManager, agreementId: string, from: LegalDay, to: LegalDay): Promise<ObligationRow[]> {
  return tx.query(`select ${columns} from obligation where agreement_id = $1 and due_on between $2::date and $3::date ${inOrder}`, [agreementId, from, to]);
}

/** Those that somebody still has to do, the most pressing first. */
export function openObligations(tx: EntityManager, agreementId: string): Promise<ObligationRow[]> {
  return tx.query(`select ${columns} from obligation where agreement_id = $1 and state = any($2::text[]) ${inOrder}`, [agreementId, [...openStates]]);
}

/** Every one of the agreement, for its timeline. */
export function obligationsOfAgreement(tx: EntityManager, agreementId: string): Promise<ObligationRow[]> {
  return tx.query(`select ${columns} from obligation where agreement_id = $1 ${inOrder}`, [agreementId]);
}

/** What cannot wait, of all that the actor may see: late, minutes awaited, or a user who waits. */
export function pressingObligations(tx: EntityManager): Promise<ObligationRow[]> {
  return tx.query(`select ${columns} from obligation where state in ('late', 'minutes_awaited') or (kind = 'user_request' and state = any($1::text[])) ${inOrder}`, [[...openStates]]);
}

/** User requests of one structure, the latest first. */
export function requestsOfStructure(tx: EntityManager, structureId: string, limit: number): Promise<ObligationRow[]> {
  return tx.query(`select ${columns} from obligation where structure_id = $1 and kind = 'user_request' order by opens_on desc, created_at desc limit $2`, [structureId, limit]);
}
