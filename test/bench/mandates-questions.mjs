// The questions that are asked of millions of mandates, in the name of who asks them: which index answers, and how many rows were read.
import { addDays, addMonths } from '#libs/domain';
import { STRUCTURES } from './country.mjs';
import { structureOf } from './mandates-directory.mjs';

/** A table that fits in a few pages may be read from end to end. */
const SMALL_TABLE_ROWS = 1_000;
const LIST = 100;

/** `store`: the doors of the mandates' store. The structure is one of the bench's. */
export function questionsOf(store, structure, today) {
  const { id: structureId, code } = structure;
  const agent = { kind: 'token', id: 'bench', departement: code, role: 'agent', organisation: structureId };
  const clerk = { kind: 'account', id: 'bench', departement: code, role: 'prefecture', organisation: null };
  const listed = (which) => (tx) => store.mandatesWhere(tx, { structureId, limit: LIST, ...which });
  return [
    { name: 'à terminer', actor: agent, ask: listed({ which: 'open' }) },
    { name: 'signés aujourd’hui', actor: agent, ask: listed({ which: 'today', today }) },
    { name: 'en cours', actor: agent, ask: listed({ which: 'active' }) },
    { name: 'finissent bientôt', actor: agent, ask: listed({ which: 'expiring', until: addDays(today, 30) }) },
    { name: 'terminés', actor: agent, ask: listed({ which: 'ended' }) },
    { name: 'une personne', actor: agent, ask: (tx) => tx.query('select id from mandate_person where structure_id = $1 and lookup = $2', [structureId, Buffer.alloc(32)]) },
    { name: 'les mandats d’une personne', actor: agent, ask: (tx) => store.mandatesOfPerson(tx, structure.personId) },
    { name: 'ce qu’elle a en cours', actor: agent, ask: (tx) => store.activeMandatesOf(tx, structure.personId, structureId) },
    { name: 'par son code', actor: { kind: 'system', id: 'bench' }, ask: (tx) => store.mandateByCodeHash(tx, Buffer.alloc(32)) },
    { name: 'par son numéro', actor: agent, ask: (tx) => store.mandateByNumber(tx, 'MD-48-000001') },
    { name: 'les actes d’un mandat', actor: agent, ask: (tx) => store.actsOf(tx, structure.mandateId) },
    { name: 'le journal d’un mandat', actor: agent, ask: (tx) => tx.query('select rank from journal where subject = $1 and subject_id = $2 order by rank', ['mandate', structure.mandateId]) },
    { name: 'le trimestre d’une structure', actor: agent, counts: true, ask: (tx) => store.countMandates(tx, addMonths(today, -3), today) },
    { name: 'le trimestre d’un département', actor: clerk, counts: true, ask: (tx) => store.countMandates(tx, addMonths(today, -3), today) },
    { name: 'ce qui est dû', actor: { kind: 'system', id: 'calendar' }, ask: (tx) => store.mandates.store.dueIds(tx, `${today}T10:00:00Z`, 200) },
  ];
}

/** Somebody that the bench has put in the database: a structure, one of its active mandates, whose person it is. */
export async function somebody(client) {
  const { rows } = await client.query(`select m.id, m.person_id as "personId", t.s from mandate m, lateral (select s from generate_series(0, ${STRUCTURES - 1}) s where bench_id('structure', s) = m.structure_id) t where m.state = 'active' and m.person_id is not null order by m.id limit 1`);
  return { ...structureOf(rows[0].s), mandateId: rows[0].id, personId: rows[0].personId };
}

/** `db`: of the service. A function of the database hides its plans: what it reads from end to end is counted all the same. */
export async function examine(db, { name, actor, ask }) {
  return db.withIdentity(actor, async (tx) => {
    const plans = [];
    const explained = {
      async query(sql, values) {
        plans.push(JSON.stringify(await tx.query(`explain (format json) ${sql}`, values)));
        return tx.query(sql, values);
      },
    };
    const before = await readSoFar(tx);
    const start = performance.now();
    await ask(explained);
    const ms = performance.now() - start;
    const read = await readSoFar(tx);
    const indexes = [...new Set(plans.flatMap((plan) => [...plan.matchAll(/"Index Name":\s*"(\w+)"/g)].map(([, index]) => index)))];
    return { name, ms, indexes, rows: sum(read) - sum(before), inFull: [...read].filter(([table, { scans, large }]) => large && scans > (before.get(table)?.scans ?? 0)).map(([table]) => table) };
  });
}

const sum = (read) => [...read.values()].reduce((total, { rows }) => total + rows, 0);

/** Of the transaction itself. */
async function readSoFar(tx) {
  const rows = await tx.query(
    `select t.relname as table, t.seq_scan::float8 as scans, (t.seq_tup_read + coalesce(t.idx_tup_fetch, 0))::float8 as rows, c.reltuples > $1 as large from pg_stat_xact_user_tables t join pg_class c on c.oid = t.relid where t.relname !~ '^bench'`,
    [SMALL_TABLE_ROWS],
  );
  return new Map(rows.map(({ table, ...counted }) => [table, counted]));
}
