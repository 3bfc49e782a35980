import type { EntityManager } from 'typeorm';
import { importTables, rowKey, tableKeys } from './directory-rows.js';
import type { Change, Row, TableName } from './directory-rows.js';

/** Rows per statement: enough that the round trip no longer counts, few enough that progress is seen. */
const rowsPerStatement = 250;

/**
 * Writes the changes and records each, with the row as PostgreSQL holds it afterwards. Parents before children: within structures, those
 * that others are attached to first. Reports the share done, between 0 and 1.
 */
export async function writeChanges(tx: EntityManager, importId: string, changes: readonly Change[], onShare: (share: number) => Promise<void>): Promise<void> {
  let done = 0;
  for (const table of importTables) {
    const own = changes.filter((change) => change.table === table);
    const created = own.filter(({ before }) => before === null).sort((a, b) => Number(hasParent(a.after)) - Number(hasParent(b.after)));
    for (const [isNew, group] of [[true, created], [false, own.filter(({ before }) => before !== null)]] as const) {
      for (let from = 0; from < group.length; from += rowsPerStatement) {
        const batch = group.slice(from, from + rowsPerStatement);
        const rows = batch.map(({ after }) => after);
        const written = isNew ? await insertRows(tx, table, rows) : await updateRows(tx, table, rows);
        await record(tx, importId, done, table, batch, written);
        done += batch.length;
        await onShare(done / changes.length);
      }
    }
  }
}

const hasParent = (row: Row): boolean => row.principal_id != null;

/** Only the columns given: those that a later version adds keep their default. */
async function insertRows(tx: EntityManager, table: TableName, rows: readonly Row[]): Promise<Row[]> {
  const columns = columnsOf(rows).join(', ');
  const found: { row: Row }[] = await tx.query(`insert into ${table} as t (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb) returning to_jsonb(t) as row`, [JSON.stringify(rows)]);
  return found.map(({ row }) => row);
}

/** Rewrites rows that are there. Throws when one is not: they were locked, so that would be a bug. */
export async function updateRows(tx: EntityManager, table: TableName, rows: readonly Row[]): Promise<Row[]> {
  const keys = tableKeys[table];
  const columns = columnsOf(rows).filter((column) => !keys.includes(column));
  const set = columns.map((column) => `${column} = given.${column}`).join(', ');
  const same = keys.map((key) => `t.${key} = given.${key}`).join(' and ');
  const [found]: [{ row: Row }[], number] = await tx.query(`update ${table} t set ${set} from jsonb_populate_recordset(null::${table}, $1::jsonb) given where ${same} returning to_jsonb(t) as row`, [JSON.stringify(rows)]);
  if (found.length !== rows.length) throw new Error(`${rows.length} rows of ${table} to write, ${found.length} found`);
  return found.map(({ row }) => row);
}

/** Deletes rows by their keys. */
export async function deleteRows(tx: EntityManager, table: TableName, rows: readonly Row[]): Promise<void> {
  const same = tableKeys[table].map((key) => `t.${key} = given.${key}`).join(' and ');
  await tx.query(`delete from ${table} t using jsonb_populate_recordset(null::${table}, $1::jsonb) given where ${same}`, [JSON.stringify(rows)]);
}

async function record(tx: EntityManager, importId: string, from: number, table: TableName, batch: readonly Change[], written: readonly Row[]): Promise<void> {
  const after = new Map(written.map((row) => [rowKey(table, row), row]));
  const lines = batch.map((change, index) => {
    const key = rowKey(table, change.after);
    return { import_id: importId, rank: from + index, table_name: table, row_id: key, before: change.before, after: after.get(key) };
  });
  await tx.query(
    `insert into directory_import_change (import_id, rank, table_name, row_id, before, after)
     select import_id, rank, table_name, row_id, nullif(before, 'null'::jsonb), after from jsonb_populate_recordset(null::directory_import_change, $1::jsonb)`,
    [JSON.stringify(lines)],
  );
}

/** Names of columns come from our own readers and from PostgreSQL, never from a file; they are checked all the same, being written in a statement. */
function columnsOf(rows: readonly Row[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  const wrong = columns.find((column) => !/^[a-z_]+$/.test(column));
  if (wrong !== undefined) throw new Error(`Not a column: ${wrong}`);
  return columns;
}
