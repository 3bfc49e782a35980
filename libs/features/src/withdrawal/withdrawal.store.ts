import type { EntityManager } from 'typeorm';
import { withdrawalWorkflow } from '#libs/domain';
import type { Event, Withdrawal, WithdrawalFacts, WithdrawalState } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

/** One notice. `filedBy`: the organisation that entered it, null for the préfecture; `received`: by whoever received the letter. */
export type WithdrawalRow = {
  id: string;
  agreementId: string;
  departementCode: string;
  timeZone: string;
  filedBy: string | null;
  received: boolean;
  state: WithdrawalState;
  facts: WithdrawalFacts;
  createdAt: Date;
  createdBy: string;
};

const columns = `id, agreement_id as "agreementId", departement_code as "departementCode", time_zone as "timeZone", filed_by as "filedBy", received, state, facts, created_at as "createdAt", created_by as "createdBy"`;

export const withdrawals: Kept<Withdrawal> = { kind: 'withdrawal', workflow: withdrawalWorkflow, store: rowStore<Withdrawal>('withdrawal', { sent: ({ letters }) => letters.length > 0 }), journalled };

/** Reasons and remarks are free text: they stay with the notice, and the journal keeps that there was one. */
function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Withdrawal>): object {
  if ('reason' in rest) return { ...rest, reason: rest.reason.length };
  if ('remark' in rest) return { ...rest, remark: rest.remark.length };
  if ('authority' in rest) return { kind: rest.authority.kind, decidedOn: rest.authority.decidedOn, transmittedOn: rest.authority.transmittedOn };
  return rest;
}

export async function insertWithdrawal(tx: EntityManager, row: Omit<WithdrawalRow, 'state'>): Promise<void> {
  const { facts } = row;
  await tx.query(
    `insert into withdrawal (id, agreement_id, departement_code, time_zone, party_id, addressee_ids, filed_by, received, sent, state, facts, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11, $12)`,
    [row.id, row.agreementId, row.departementCode, row.timeZone, facts.party.id, facts.addressees.map(({ id }) => id), row.filedBy, row.received, withdrawalWorkflow.initial, facts, row.createdAt, row.createdBy],
  );
}

export async function withdrawalById(tx: EntityManager, id: string): Promise<WithdrawalRow | null> {
  const rows: WithdrawalRow[] = await tx.query(`select ${columns} from withdrawal where id = $1`, [id]);
  return rows[0] ?? null;
}

/** The notices of an agreement, in the order in which they were entered. */
export function withdrawalsOf(tx: EntityManager, agreementId: string): Promise<WithdrawalRow[]> {
  return tx.query(`select ${columns} from withdrawal where agreement_id = $1 order by created_at, id`, [agreementId]);
}

/** The gestionnaires of the structures where a local partner works (art. 7: « la structure porteuse »). */
export async function hostsOf(tx: EntityManager, localPartnerId: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `select distinct s.gestionnaire_id as id from local_partner_structure p join structure s on s.id = p.structure_id where p.local_partner_id::text = $1 and s.gestionnaire_id is not null order by 1`, [localPartnerId],
  );
  return rows.map(({ id }) => id);
}

export async function structuresOf(tx: EntityManager, partyId: string): Promise<string[]> {
  const rows: { name: string }[] = await tx.query(
    `select s.name from structure s where s.gestionnaire_id::text = $1 or exists (select from local_partner_structure p where p.structure_id = s.id and p.local_partner_id::text = $1) order by s.name`, [partyId],
  );
  return rows.map(({ name }) => name);
}
