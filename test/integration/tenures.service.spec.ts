import pg from 'pg';
import { journalOf, systemActor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { until as soon } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { Page, Visitor } from '../support/visitor.js';

type Row = { id: string; holder: string; from: string; until: string | null; by: string };

const page = '/prefecture/titulaires';
const clerkId = '4c0f0d5e-7a55-5d0a-9a3e-480000000001';
const colleagueId = '4c0f0d5e-7a55-5d0a-9a3e-480000000002';
const tooLong = 'dans plus d’un an';
/** A statement that waits is given up after a minute. */
const waitMaxMs = 50_000;
const following = 'Une prise de fonctions de ce jour ou d’un jour suivant est déjà notée.';

let service: Service;
let clerk: Visitor;
let colleague: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  colleague = await clerkIn(service, 'karim.ferrand@prefecture-48.example');
});
afterAll(() => service?.stop());

/** The latest first. The service's day is 24 November 2026, in Lozère. */
const rows = () => service.database.superuser<Row>(`select id, holder, from_day::text as "from", until_day::text as "until", recorded_by as by from office_tenure where departement_code = '48' order by from_day desc`);
const latest = async (): Promise<Row> => (await rows())[0]!;
const told = async () =>
  (await service.db.withIdentity(systemActor('test'), (tx) => journalOf(tx, 'directory', '48')))
    .filter(({ payload }) => (payload as { kind?: string }).kind === 'tenure')
    .map(({ event, effectiveOn, payload, actor }) => ({ event, effectiveOn, payload, by: actor.id }));
const open = (holder: string, from: string, who = clerk): Promise<Page> => who.post(page, { holder, from }, page);
const end = (id: string, until: string): Promise<Page> => clerk.post(`${page}/${id}/fin`, { until }, page);
const correction = (id: string) => `${page}/${id}/correction`;
const correct = (id: string, fields: { holder: string; from: string; until: string }, who = clerk): Promise<Page> => who.post(correction(id), fields, page);

/** Answers of requests that have all read before one of them has written: who decides on what it has read, and locks nothing, is caught. */
async function together(requests: () => Promise<Page>[]): Promise<Page[]> {
  const gate = new pg.Client({ connectionString: service.database.ownerUrl });
  await gate.connect();
  try {
    await gate.query('begin');
    // Reading passes, writing waits.
    await gate.query('lock table office_tenure in share row exclusive mode');
    const sent = requests();
    const waiting = () => service.database.superuser('select 1 from pg_locks l join pg_database d on d.oid = l.database where not granted and d.datname = current_database()');
    await soon(async () => (await waiting()).length === sent.length, 'each waits for its turn', waitMaxMs);
    await gate.query('commit');
    return await Promise.all(sent);
  } finally {
    await gate.end();
  }
}

test('deux fois la même prise de fonctions au même instant : une seule est notée, l’autre est refusée par la phrase habituelle', async () => {
  const answers = await together(() => [open('M. Paul Ancien', '2024-09-02'), open('M. Paul Ancien', '2024-09-02', colleague)]);
  const [first, second] = answers.sort((a, b) => a.status - b.status);
  expect(first!.text).toContain('La prise de fonctions est notée.');
  expect(second!.status).toBe(422);
  expect(second!.text).toContain(following);
  const { id } = await latest();
  expect(await told()).toEqual([{ event: 'openTenure', effectiveOn: '2024-09-02', payload: { kind: 'tenure', id, from: '2024-09-02' }, by: expect.any(String) }]);
});

test('une prise de fonctions dans plus d’un an est refusée, et ce qui a été tapé revient', async () => {
  const before = { rows: await rows(), told: await told() };
  const refused = await open('Mme Ève Nouvelle', '2062-09-02');
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(tooLong);
  expect(refused.html).toContain('value="Mme Ève Nouvelle"');
  expect({ rows: await rows(), told: await told() }).toEqual(before);
});

test('la fin se note une fois, un an à l’avance au plus ; la page et le journal disent qui l’a notée', async () => {
  const { id } = await latest();
  const far = await end(id, '2062-11-22');
  expect(far.status).toBe(422);
  expect(far.text).toContain(tooLong);
  expect((await end(id, '2024-09-01')).text).toContain('Ces fonctions commencent après ce jour');
  expect((await end(id, '2026-11-12')).text).toContain('La fin des fonctions est notée');
  expect((await end(id, '2026-11-13')).text).toContain('Ces fonctions ont déjà pris fin. Si ce jour est faux, corrigez-le.');
  expect(await latest()).toMatchObject({ until: '2026-11-12', by: clerkId });
  expect((await told()).at(-1)).toEqual({ event: 'endTenure', effectiveOn: '2026-11-12', payload: { kind: 'tenure', id, until: '2026-11-12' }, by: clerkId });
});

test('la dernière prise de fonctions se corrige : le nom, le premier jour, le dernier, ou plus de dernier du tout', async () => {
  const { id } = await latest();
  expect((await clerk.get(page)).html).toContain(correction(id));
  const form = await clerk.get(correction(id));
  expect(form.status).toBe(200);
  for (const noted of ['M. Paul Ancien', '2024-09-02', '2026-11-12']) expect(form.html).toContain(`value="${noted}"`);
  const done = await correct(id, { holder: 'M. Paul L’Ancien', from: '2024-09-03', until: '' }, colleague);
  expect(done.path).toBe(page);
  expect(done.text).toContain('La correction est notée');
  expect(await latest()).toEqual({ id, holder: 'M. Paul L’Ancien', from: '2024-09-03', until: null, by: colleagueId });
  expect((await told()).at(-1)).toEqual({
    event: 'correctTenure', effectiveOn: '2026-11-24', by: colleagueId,
    payload: { kind: 'tenure', id, from: '2024-09-03', until: null, former: { from: '2024-09-02', until: '2026-11-12' }, renamed: true },
  });
});

test('une correction suit les mêmes règles qu’une prise de fonctions : pas avant la précédente, pas dans plus d’un an, pas à rebours', async () => {
  expect((await open('Mme Ève Nouvelle', '2026-11-23')).status).toBe(200);
  const before = await rows();
  const { id } = before[0]!;
  const refusals: [Parameters<typeof correct>[1], string][] = [
    [{ holder: 'Mme Ève Nouvelle', from: '2024-09-03', until: '' }, following],
    [{ holder: 'Mme Ève Nouvelle', from: '2062-11-23', until: '' }, tooLong],
    [{ holder: 'Mme Ève Nouvelle', from: '2026-11-23', until: '2062-11-23' }, tooLong],
    [{ holder: 'Mme Ève Nouvelle', from: '2026-11-23', until: '2026-11-22' }, 'Ces fonctions commencent après ce jour'],
    [{ holder: 'Mme Ève Nouvelle', from: '', until: '' }, 'Indiquez le jour de la prise de fonctions.'],
    [{ holder: 'Mme Ève Nouvelle', from: '2026-11-23', until: '31 décembre' }, 'Indiquez le dernier jour de fonctions.'],
    [{ holder: '', from: '2026-11-23', until: '' }, 'Donnez la civilité, le prénom et le nom.'],
  ];
  for (const [fields, sentence] of refusals) {
    const refused = await correct(id, fields);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(sentence)]);
  }
  expect(await rows()).toEqual(before);
  expect((await correct(id, { holder: 'Mme Ève Nouvelle', from: '2027-11-25', until: '' })).status).toBe(200);
  expect((await correct(id, { holder: 'Mme Ève Nouvelle', from: '2026-11-23', until: '' })).status).toBe(200);
});

test('une prise de fonctions que suit une autre ne se corrige plus, et l’adresse d’un autre département ne mène nulle part', async () => {
  const [, former] = await rows();
  expect((await clerk.get(page)).html).not.toContain(correction(former!.id));
  const refused = await correct(former!.id, { holder: former!.holder, from: '2024-09-10', until: '' });
  expect(refused.path).toBe(page);
  expect(refused.text).toContain('Seule la dernière prise de fonctions notée se corrige');
  expect((await rows())[1]).toEqual(former);
  const elsewhere = '4c0f0d5e-7a55-4d0a-9a3e-130000000001';
  await service.database.superuser(`insert into departement select (jsonb_populate_record(d, '{"code": "13"}')).* from departement d where code = '48'`);
  await service.database.superuser(`insert into office_tenure (id, departement_code, office, holder, from_day, recorded_at, recorded_by) values ($1, '13', 'prefet', 'M. Jean Ailleurs', '2025-01-01', now(), 'test')`, [elsewhere]);
  expect((await clerk.get(correction(elsewhere))).status).toBe(404);
  await correct(elsewhere, { holder: 'M. Jean Changé', from: '2025-01-02', until: '' });
  await end(elsewhere, '2026-11-20');
  expect(await service.database.superuser(`select holder, until_day as until from office_tenure where id = $1`, [elsewhere])).toEqual([{ holder: 'M. Jean Ailleurs', until: null }]);
});

test('le journal dit chaque changement par ses jours et ses identifiants, jamais par un nom', async () => {
  const lines = await told();
  expect(lines.map(({ event }) => event)).toEqual(['openTenure', 'endTenure', 'correctTenure', 'openTenure', 'correctTenure', 'correctTenure']);
  expect(JSON.stringify(lines)).not.toMatch(/Ancien|Nouvelle|Paul|Ève/);
});

test('l’application ne change d’une prise de fonctions que le nom, les jours, et qui l’a noté quand', async () => {
  const granted = await service.database.superuser<{ name: string }>(`select column_name::text as name from information_schema.column_privileges where table_name = 'office_tenure' and grantee = 'paraphe_app' and privilege_type = 'UPDATE' order by 1`);
  expect(granted.map(({ name }) => name)).toEqual(['from_day', 'holder', 'recorded_at', 'recorded_by', 'until_day']);
  const kept = await service.database.superuser<{ right: string }>(`select privilege_type::text as right from information_schema.role_table_grants where table_name = 'office_tenure' and grantee = 'paraphe_app' order by 1`);
  expect(kept.map(({ right }) => right)).toEqual(['INSERT', 'SELECT']);
});
