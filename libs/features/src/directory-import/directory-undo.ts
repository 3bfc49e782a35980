import type { EntityManager } from 'typeorm';
import { canonicalJson } from '#libs/platform';
import { importTables, rowKey, tableKeys, textOf } from './directory-rows.js';
import type { Row, TableName } from './directory-rows.js';
import { deleteRows, updateRows } from './directory-writes.js';

/** A card that somebody has changed since the import, or that something else now depends on. */
export type UndoConflict = { table: TableName; name: string; departementCode: string };

type Recorded = { table: TableName; key: string; before: Row | null; after: Row };

const keyOf = (table: TableName, alias: string): string => `concat_ws('/', ${tableKeys[table].map((column) => `${alias}.${column}`).join(', ')})`;

/**
 * Puts everything back as it was before the import, and deletes what it created; nothing when somebody has changed a card since, whom the
 * undoing would contradict: those cards are returned. Columns that a later version added are not compared.
 */
export async function undoChanges(tx: EntityManager, importId: string): Promise<UndoConflict[]> {
  const recorded: Recorded[] = await tx.query(`select table_name as table, row_id as key, before, after from directory_import_change where import_id = $1 order by rank`, [importId]);
  const conflicts: UndoConflict[] = [];
  for (const table of importTables) {
    const own = recorded.filter((change) => change.table === table);
    if (own.length > 0) conflicts.push(...(await changedSince(tx, table, own)), ...(await dependedOn(tx, table, own, recorded)));
  }
  if (conflicts.length > 0) return distinct(conflicts);
  for (const table of importTables) {
    const restored = recorded.filter((change) => change.table === table && change.before !== null).map(({ before }) => before!);
    for (const group of sameColumns(restored)) await updateRows(tx, table, group);
  }
  for (const table of [...importTables].reverse()) {
    const created = recorded.filter((change) => change.table === table && change.before === null).map(({ after }) => after);
    if (created.length > 0) await deleteRows(tx, table, created);
  }
  return [];
}

/** Locks the cards too: nobody changes them between this look and the undoing. */
async function changedSince(tx: EntityManager, table: TableName, own: readonly Recorded[]): Promise<UndoConflict[]> {
  const found: { row: Row }[] = await tx.query(`select to_jsonb(t) as row from ${table} t where ${keyOf(table, 't')} = any($1) for update`, [own.map(({ key }) => key)]);
  const now = new Map(found.map(({ row }) => [rowKey(table, row), row]));
  return own.filter(({ key, after }) => !isStill(now.get(key), after)).map(({ after }) => conflictOf(table, after));
}

function isStill(row: Row | undefined, after: Row): boolean {
  return row !== undefined && canonicalJson(Object.fromEntries(Object.keys(after).map((column) => [column, row[column]]))) === canonicalJson(after);
}

type Reference = { child: string; childColumns: string[]; parentColumns: string[] };

/** Cards the import created and on which others, not of the import, now stand: a référent typed since, a round of a new département. */
async function dependedOn(tx: EntityManager, parent: TableName, own: readonly Recorded[], recorded: readonly Recorded[]): Promise<UndoConflict[]> {
  const created = new Map(own.filter(({ before }) => before === null).map(({ key, after }) => [key, after]));
  const [keyColumn = '', ...others] = tableKeys[parent];
  // Nothing names the rows of a table of links.
  if (created.size === 0 || others.length > 0) return [];
  const found: UndoConflict[] = [];
  for (const { child, childColumns, parentColumns } of await referencesTo(tx, parent)) {
    const column = childColumns[parentColumns.indexOf(keyColumn)];
    if (column === undefined) continue;
    const imported = importTables.find((table) => table === child);
    const ofImport = recorded.filter(({ table }) => table === child).map(({ key }) => key);
    const apart = imported ? `and not (${keyOf(imported, 'd')} = any($2))` : 'and cardinality($2::text[]) = 0';
    const parents: { key: string }[] = await tx.query(`select distinct d.${column}::text as key from ${child} d where d.${column}::text = any($1) ${apart}`, [[...created.keys()], ofImport]);
    found.push(...parents.flatMap(({ key }) => (created.has(key) ? [conflictOf(parent, created.get(key)!)] : [])));
  }
  return found;
}

/** Tables that name rows of this one: by a foreign key, and without one where memberships name their organisation, candidates their body and rounds their département. */
async function referencesTo(tx: EntityManager, parent: TableName): Promise<Reference[]> {
  const names = (relation: string, numbers: string) =>
    `(select array_agg(a.attname::text order by k.ord) from unnest(con.${numbers}) with ordinality k(att, ord) join pg_attribute a on a.attrelid = con.${relation} and a.attnum = k.att)`;
  const keys: Reference[] = await tx.query(
    `select con.conrelid::regclass::text as child, ${names('conrelid', 'conkey')} as "childColumns", ${names('confrelid', 'confkey')} as "parentColumns"
     from pg_constraint con where con.contype = 'f' and con.confrelid = $1::regclass and has_table_privilege(con.conrelid, 'select')`,
    [parent],
  );
  const [columns, type, parentColumn] = parent === 'departement' ? [['departement_code'], 'text', 'code'] : [['organisation_id', 'body_id'], 'uuid', 'id'];
  const unbound: { child: string; column: string }[] = await tx.query(
    `select c.oid::regclass::text as child, a.attname::text as column from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = any($1) and a.atttypid = $2::regtype and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not like 'directory\\_import%' and has_table_privilege(c.oid, 'select')`,
    [columns, type],
  );
  const known = new Set(keys.map(({ child, childColumns }) => `${child} ${childColumns.join()}`));
  return [...keys, ...unbound.filter(({ child, column }) => !known.has(`${child} ${column}`)).map(({ child, column }) => ({ child, childColumns: [column], parentColumns: [parentColumn] }))];
}

function conflictOf(table: TableName, row: Row): UndoConflict {
  return { table, name: textOf(row, 'name') || textOf(row, 'full_name') || textOf(row, 'label'), departementCode: textOf(row, 'departement_code') || textOf(row, 'code') };
}

function distinct(conflicts: readonly UndoConflict[]): UndoConflict[] {
  return [...new Map(conflicts.map((conflict) => [`${conflict.table} ${conflict.departementCode} ${conflict.name}`, conflict])).values()];
}

/** Rows recorded by one version have the same columns; a statement names them once. */
function sameColumns(rows: readonly Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const columns = Object.keys(row).join();
    const group = groups.get(columns);
    if (group) group.push(row);
    else groups.set(columns, [row]);
  }
  return [...groups.values()];
}
