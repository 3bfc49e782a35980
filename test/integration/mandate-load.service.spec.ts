import pg from 'pg';
import type { Role } from '#libs/domain';
import { legalDay } from '#libs/domain';
import { WorkflowRunner, appendToJournal, instantOf, nextPrinted, systemActor } from '#libs/platform';
import type { Actor, Database } from '#libs/platform';
import * as store from '../../libs/features/src/mandate/mandate.store.js';
import { ApiClient } from '../support/api-client.js';
import { superuserUrl } from '../support/database.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

type Structure = { s: number; id: string; code: string; agentId: string; token: string; partnerId: (code: string) => string };
type Somebody = Structure & { mandateId: string; personId: string };
type Question = { name: string; actor: Actor; counts?: boolean };
type Examined = { name: string; indexes: string[]; rows: number; inFull: string[] };
type Bench = {
  directory: { seedDirectory: (client: pg.Client, today: string) => Promise<void>; structureOf: (s: number) => Structure };
  seed: { seedMandates: (client: pg.Client, share: number, today: string) => Promise<{ mandates: number; lines: number }> };
  due: { seedDue: (client: pg.Client, count: number, today: string) => Promise<{ id: string; state: string }[]>; makeDue: (client: pg.Client, count: number) => Promise<void> };
  questions: { questionsOf: (doors: typeof store, somebody: Somebody, today: string) => Question[]; somebody: (client: pg.Client) => Promise<Somebody>; examine: (db: Database, question: Question) => Promise<Examined> };
};

const share = 0.01;
const today = legalDay('2026-11-26');
const now = new Date('2026-11-26T10:00:00Z');
/** The longest list of the questions, and what is read on the way to it: the person, the policies, the catalogue. */
const rowsOfAList = 250;

let bench: Bench;
let service: Service;
let client: pg.Client;
let seeded: { mandates: number; lines: number };

beforeAll(async () => {
  const [directory, seed, due, questions] = (await Promise.all(['directory', 'seed', 'due', 'questions'].map((name) => import(new URL(`../bench/mandates-${name}.mjs`, import.meta.url).href)))) as [Bench['directory'], Bench['seed'], Bench['due'], Bench['questions']];
  bench = { directory, seed, due, questions };
  service = await startService({ now, idle: true });
  client = new pg.Client({ connectionString: superuserUrl(service.database) });
  await client.connect();
  await directory.seedDirectory(client, today);
  seeded = await seed.seedMandates(client, share, today);
});
afterAll(async () => {
  await client?.end();
  await service?.stop();
});

const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await client.query<T>(sql, values)).rows[0]!;

test('cinquante mille mandats et leurs deux cent cinquante mille lignes sont là, tels que le service les aurait écrits', async () => {
  expect(seeded).toEqual({ mandates: 50_000, lines: 250_000 });
  expect(await one(`select count(*)::int as mandates, count(*) filter (where state = 'active')::int > 1000 as "someActive", count(*) filter (where state = 'active')::int < 2500 as "fewActive" from mandate`)).toEqual({ mandates: 50_000, someActive: true, fewActive: true });
  expect(await one(`select count(*)::int as lines, count(distinct subject_id)::int as subjects from journal where subject = 'mandate'`)).toEqual({ lines: 250_000, subjects: 50_000 });
  expect(await one(`select count(*)::int as n from mandate m where state = 'active' and not exists (select from mandate_active a where a.mandate_id = m.id and a.demarche = any(m.demarches))`)).toEqual({ n: 0 });
  expect(await one('select count(*)::int as n from mandate where due_at <= $1', [now])).toEqual({ n: 0 });
});

test('au-delà du million, un numéro s’allonge au lieu de redevenir celui d’un autre', async () => {
  await client.query(`create temporary sequence printed minvalue 0 start 999998`);
  const drawn = async () => (await one<{ number: string }>(`select ${nextPrinted('printed')} as number`)).number;
  expect([await drawn(), await drawn(), await drawn(), await drawn()]).toEqual(['999998', '999999', '1000000', '1000001']);
  await client.query('alter sequence printed restart with 7');
  expect(await drawn()).toBe('000007');
});

test('chaque question trouve son index, et ne lit que ce qu’elle montre', async () => {
  for (const question of bench.questions.questionsOf(store, await bench.questions.somebody(client), today)) {
    const { name, indexes, rows, inFull } = await bench.questions.examine(service.db, question);
    expect({ name, inFull }).toEqual({ name, inFull: [] });
    if (question.counts) continue;
    expect({ name, answered: indexes.some((index) => /^(mandate|journal)/.test(index)) }).toEqual({ name, answered: true });
    expect({ name, few: rows <= rowsOfAList, ...(rows > rowsOfAList && { rows }) }).toEqual({ name, few: true });
  }
});

test('les nombres d’un département sont ceux d’un simple compte, par structure et par fin', async () => {
  const { code } = bench.directory.structureOf(0);
  const [from, to] = [legalDay('2026-01-01'), today];
  const clerk = { kind: 'account', id: 'test', departement: code, role: 'prefecture' as Role, organisation: null } as const;
  const counted = await service.db.withIdentity(clerk, (tx) => store.countMandates(tx, from, to));
  const { rows: plain } = await client.query(
    `select structure_id as "structureId", to_char(signed_on, 'YYYY-MM') as month, coalesce(facts#>>'{end,how}', 'active') as end, null as demarche, count(*)::int as count from mandate where departement_code = $1 and signed_on between $2 and $3 group by 1, 2, 3`, [code, from, to],
  );
  const sorted = (list: object[]): string[] => list.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  expect(plain.length).toBeGreaterThan(10);
  expect(sorted(counted.mandates.filter(({ demarche }) => demarche === null))).toEqual(sorted(plain));
  const acts = await one<{ n: number }>('select count(*)::int as n from mandate_act a join mandate m on m.id = a.mandate_id where m.departement_code = $1 and (a.at at time zone m.time_zone)::date between $2 and $3', [code, from, to]);
  expect(counted.acts.reduce((sum, { count }) => sum + count, 0)).toBe(acts.n);
});

test('le calendrier fait finir ce qui est dû, tout ce qui est dû, et rien d’autre', async () => {
  const [due, others] = [80, 40];
  const subjects = await bench.due.seedDue(client, due + others, today);
  await service.db.withIdentity(systemActor('test'), async (tx) => {
    for (const { id, state } of subjects) await appendToJournal(tx, { subject: 'mandate', subjectId: id, recordedAt: instantOf(service.clock), effectiveOn: today, actor: systemActor('test'), event: 'open', payload: {}, stateFrom: null, stateTo: state, basis: null });
  });
  await bench.due.makeDue(client, due);
  const states = async () => (await client.query(`select b.n < $1 as due, m.state, count(*)::int as n from mandate m join bench_due b using (id) group by 1, 2 order by 1, 2`, [due])).rows;
  const history = () => one<{ digest: string }>(`select md5(string_agg(id || state || coalesce(due_at::text, ''), ',' order by id)) as digest from mandate m where not exists (select from bench_due d where d.id = m.id)`);
  expect(await states()).toEqual([{ due: false, state: 'active', n: 32 }, { due: false, state: 'destroyed', n: 8 }, { due: true, state: 'active', n: 64 }, { due: true, state: 'destroyed', n: 16 }]);
  const before = await history();
  const faults: string[] = [];
  const { kinds } = await service.worker.get(WorkflowRunner).tickAll((kind, id, fault) => faults.push(`${kind} ${id} ${String(fault)}`));
  expect(faults).toEqual([]);
  expect(kinds.mandate).toBe(due);
  expect(await states()).toEqual([{ due: false, state: 'active', n: 32 }, { due: false, state: 'destroyed', n: 8 }, { due: true, state: 'expired', n: 64 }, { due: true, state: 'proof_ended', n: 16 }]);
  expect(await history()).toEqual(before);
});

test('un mandat se délivre par-dessus, et se retrouve parmi ceux du jour', async () => {
  const { token, agentId, partnerId } = bench.directory.structureOf(7);
  const api = new ApiClient(`${service.url}/api/v1`, token);
  const started = await api.post('/mandates', { items: ['controller', 'purpose', 'recipients', 'rights'], ability: 'able', place: 'on_site', agentId });
  const id = String(started.json.id);
  const person = { familyName: 'Rouvière', givenNames: 'Léontine', birthDate: '1948-03-12', birthPlace: 'Mende', address: '4 rue des Essais, 48000 Mende', phone: null, email: null };
  await api.post(`/mandates/${id}/identity`, { ...person, document: 'passport' });
  const { definedAt } = (await api.post(`/mandates/${id}/scope`, { scope: [{ demarche: 'retirement', actions: true, dataRequests: false, partners: [partnerId('cnav')], words: 'Demander la pension.' }], duration: 'one_month' })).json;
  const signed = await api.post(`/mandates/${id}/signature`, { place: 'on_site', definedAt, typedName: 'Léontine Rouvière' });
  expect([started.status, signed.status, signed.json.state, signed.json.endsOn]).toEqual([201, 200, 'active', '2026-12-26']);
  const listed = (await api.get('/mandates?which=today')).json as { items: { id: string }[] };
  expect(listed.items.map((mandate) => mandate.id)).toContain(id);
  expect(await one('select count(*)::int as n from mandate_active where mandate_id = $1', [id])).toEqual({ n: 1 });
});
