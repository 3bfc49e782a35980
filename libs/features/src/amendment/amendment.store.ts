import type { EntityManager } from 'typeorm';
import { amendmentWorkflow } from '#libs/domain';
import type { Amendment, AmendmentFacts, AmendmentState, Event } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

/** One amendment, or one notice of hours. `enteredBy`: the organisation that proposed or told it, null for the préfecture. */
export type AmendmentRow = {
  id: string;
  agreementId: string;
  departementCode: string;
  timeZone: string;
  enteredBy: string | null;
  state: AmendmentState;
  facts: AmendmentFacts;
  createdAt: Date;
  createdBy: string;
};

const columns = `id, agreement_id as "agreementId", departement_code as "departementCode", time_zone as "timeZone", entered_by as "enteredBy", state, facts, created_at as "createdAt", created_by as "createdBy"`;

export const amendments: Kept<Amendment> = { kind: 'amendment', workflow: amendmentWorkflow, store: rowStore<Amendment>('amendment', { number: ({ number }) => number, launched: ({ launchedOn }) => launchedOn !== null }), journalled };

/** Wordings and reasons are free text: they stay with the amendment, and the journal keeps what they are about. */
function journalled(event: Event<Amendment>): object {
  switch (event.type) {
    case 'define':
      return { changes: event.changes.map(({ kind }) => kind) };
    case 'propose':
      return { by: event.by, changes: event.changes.map(({ kind }) => kind) };
    case 'launch':
      return { number: event.number, effectOn: event.effectOn, roundId: event.roundId };
    case 'recordSignatures':
      return { roundId: event.roundId, signedOn: event.signedOn, ...(event.declined && { declined: event.declined }) };
    case 'decline':
    case 'withdraw':
      return { reason: event.reason.length };
    default:
      return {};
  }
}

export async function insertAmendment(tx: EntityManager, row: Omit<AmendmentRow, 'state'>): Promise<void> {
  await tx.query(
    'insert into amendment (id, agreement_id, departement_code, time_zone, entered_by, number, launched, state, facts, created_at, created_by) values ($1, $2, $3, $4, $5, null, false, $6, $7, $8, $9)',
    [row.id, row.agreementId, row.departementCode, row.timeZone, row.enteredBy, amendmentWorkflow.initial, row.facts, row.createdAt, row.createdBy],
  );
}

export async function amendmentById(tx: EntityManager, id: string): Promise<AmendmentRow | null> {
  const rows: AmendmentRow[] = await tx.query(`select ${columns} from amendment where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those the actor may see, in the order in which they were entered. */
export function amendmentsOf(tx: EntityManager, agreementId: string): Promise<AmendmentRow[]> {
  return tx.query(`select ${columns} from amendment where agreement_id = $1 order by created_at, id`, [agreementId]);
}
