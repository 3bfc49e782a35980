import type { EntityManager } from 'typeorm';
import type { Subject, Vocabulary } from '#libs/domain';
import type { Store } from './kept.js';

/**
 * Rows of one table locked and saved at once: what comes due by the thousand on one day costs the calendar two questions per group. For tables
 * whose other columns do not follow the state; the name is ours, never a person's.
 */
export function rowsTogether<W extends Vocabulary>(table: string): NonNullable<Store<W>['together']> {
  return {
    loadForUpdate: (tx: EntityManager, ids: readonly string[]): Promise<(Subject<W> & { id: string; timeZone: string })[]> =>
      tx.query(`select id, state, facts, time_zone as "timeZone" from ${table} where id = any($1::uuid[]) order by id for update`, [ids]),
    async save(tx, rows) {
      await tx.query(
        `update ${table} set state = next.state, facts = next.facts, due_at = next."dueAt" from jsonb_to_recordset($1) as next(id uuid, state text, facts jsonb, "dueAt" timestamptz) where ${table}.id = next.id`,
        [JSON.stringify(rows)],
      );
    },
  };
}
