import type { EntityManager } from 'typeorm';
import { notYetArchived, preservationWorkflow } from '#libs/domain';
import type { Event, Preservation, PreservationFacts } from '#libs/domain';
import type { Kept, Store } from '#libs/platform';

export type PreservationRow = { documentId: string; roundId: string; state: Preservation['state']; facts: PreservationFacts };

const store: Store<Preservation> = {
  async loadForUpdate(tx, id) {
    const rows: { state: Preservation['state']; facts: PreservationFacts; timeZone: string }[] = await tx.query('select state, facts, time_zone as "timeZone" from preservation where document_id = $1 for update', [id]);
    if (!rows[0]) throw new Error(`No preservation of document ${id}`);
    return rows[0];
  },
  async save(tx, id, { state, facts, dueAt }) {
    await tx.query('update preservation set state = $2, facts = $3, due_at = $4 where document_id = $1', [id, state, facts, dueAt]);
  },
  async dueIds(tx, now, limit) {
    const rows: { id: string }[] = await tx.query('select document_id as id from preservation where due_at <= $1 order by due_at, document_id limit $2', [now, limit]);
    return rows.map(({ id }) => id);
  },
};

export const preservations: Kept<Preservation> = { kind: 'preservation', workflow: preservationWorkflow, store, journalled };

function journalled({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<Preservation>): object {
  return rest;
}

/** A document has just been sealed: its first archive timestamp is due. */
export async function openPreservation(tx: EntityManager, { documentId, roundId, timeZone }: { documentId: string; roundId: string; timeZone: string }): Promise<void> {
  await tx.query('insert into preservation (document_id, round_id, time_zone, state, facts) values ($1, $2, $3, $4, $5) on conflict do nothing', [documentId, roundId, timeZone, preservationWorkflow.initial, notYetArchived]);
}

export async function preservationOf(tx: EntityManager, documentId: string): Promise<PreservationRow | null> {
  const rows: PreservationRow[] = await tx.query('select document_id as "documentId", round_id as "roundId", state, facts from preservation where document_id = $1', [documentId]);
  return rows[0] ?? null;
}
