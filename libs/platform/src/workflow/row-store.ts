import type { EntityManager } from 'typeorm';
import type { Subject, Vocabulary } from '#libs/domain';
import { sendWithNext } from '../database/database.js';
import type { Store } from './kept.js';

type Loaded<W extends Vocabulary> = Subject<W> & { timeZone: string };

const columns = 'state, facts, time_zone as "timeZone"';

/**
 * Subjects kept one per row, in a table with `id`, `state`, `facts`, `time_zone` and `due_at`; the names are ours, never a person's.
 * `following`: further columns that say in SQL what the facts say, rewritten at each change. What comes due by the thousand on one day is locked
 * and saved in groups.
 */
export function rowStore<W extends Vocabulary>(table: string, following: Readonly<Record<string, (facts: W['facts']) => unknown>> = {}): Store<W> {
  const names = Object.keys(following);
  const others = names.map((name, rank) => `, ${name} = $${rank + 5}`).join('');
  return {
    async loadForUpdate(tx, id) {
      const rows: Loaded<W>[] = await tx.query(`select ${columns} from ${table} where id = $1 for update`, [id]);
      if (!rows[0]) throw new Error(`No ${table} ${id}`);
      return rows[0];
    },
    async save(tx, id, { state, facts, dueAt }) {
      await sendWithNext(tx, `update ${table} set state = $2, facts = $3, due_at = $4${others} where id = $1`, [id, state, facts, dueAt, ...names.map((name) => following[name]!(facts))]);
    },
    async dueIds(tx, now, limit) {
      const rows: { id: string }[] = await tx.query(`select id from ${table} where due_at <= $1 order by due_at, id limit $2`, [now, limit]);
      return rows.map(({ id }) => id);
    },
    together: together<W>(table, following),
  };
}

/** Two questions per group. */
function together<W extends Vocabulary>(table: string, following: Readonly<Record<string, (facts: W['facts']) => unknown>>): NonNullable<Store<W>['together']> {
  const names = Object.keys(following);
  const set = ['state', 'facts', 'due_at', ...names].map((name) => `${name} = next.${name}`).join(', ');
  return {
    loadForUpdate: (tx: EntityManager, ids: readonly string[]): Promise<(Loaded<W> & { id: string })[]> =>
      tx.query(`select id, ${columns} from ${table} where id = any($1::uuid[]) order by id for update`, [ids]),
    async save(tx, rows) {
      const next = rows.map(({ id, state, facts, dueAt }) => ({ id, state, facts, due_at: dueAt, ...Object.fromEntries(names.map((name) => [name, following[name]!(facts)])) }));
      // Read as rows of the table itself, so that each column has its own type; those that are not named are empty there, and left alone.
      await tx.query(`update ${table} set ${set} from jsonb_populate_recordset(null::${table}, $1) as next where ${table}.id = next.id`, [JSON.stringify(next)]);
    },
  };
}
