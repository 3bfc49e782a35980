// Millions of rows at once: COPY into tables emptied in the same transaction, whose indexes and keys are made when the rows are there.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';

/** What one write to the connection carries. */
const CHUNK_CHARACTERS = 1 << 19;

/** `rows` yields arrays of values of `columns`; null is NULL, and no value holds a tab, a backslash or a line break. */
export async function copyRows(client, table, columns, rows) {
  await pipeline(Readable.from(chunks(rows)), client.query(from(`copy ${table} (${columns}) from stdin with (freeze)`)));
}

function* chunks(rows) {
  let text = '';
  for (const row of rows) {
    for (let n = 0; n < row.length; n += 1) text += (n === 0 ? '' : '\t') + (row[n] ?? '\\N');
    text += '\n';
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text) yield Buffer.from(text);
}

/** Runs `fill` in one transaction that writes no log of these tables where the server's `wal_level` is minimal. */
export async function fillInBulk(client, tables, fill) {
  await client.query('begin');
  await client.query(`set local maintenance_work_mem = '1GB'`);
  const made = await indexesOf(client, tables);
  for (const { drop } of [...made].reverse()) await client.query(drop);
  await client.query(`truncate ${tables.join(', ')} cascade`);
  await fill();
  for (const { create } of made) await client.query(create);
  await client.query('commit');
}

/** In the order in which they can be made: keys, indexes, then what refers to the keys, from these tables or others. */
async function indexesOf(client, tables) {
  const { rows } = await client.query(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop, format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as create, case contype when 'f' then 3 else 1 end as turn
       from pg_constraint where (contype in ('p', 'u') and conrelid = any($1::regclass[])) or (contype = 'f' and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[])))
     union all
     select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 2 from pg_index where indrelid = any($1::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)
     order by turn`,
    [tables],
  );
  return rows;
}
