import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { addDays, decide, dueOn, instant, legalDay, signedTerm, startOfDay, termWorkflow } from '#libs/domain';
import type { Event, LegalDay, Subject, Term, TermFacts, Vocabulary, Workflow } from '#libs/domain';
import { agreements } from '#libs/features/agreement';
import { CONFIG, WorkflowRunner, brokenLine, journalOf, rowStore, systemActor } from '#libs/platform';
import type { Config, Kept } from '#libs/platform';
import { TestJournal } from '../support/journal.js';

/** Something that time puts out. One lit on a day that nobody knows is a fault; one that flickers never ends its day. */
type Lamp = { state: 'lit' | 'out' | 'flickering'; command: { type: 'putOut' }; tick: 'burnOut' | 'flicker'; facts: { litOn: LegalDay; times: number }; effect: { type: 'darken' }; refusal: 'never' };
const lampWorkflow: Workflow<Lamp> = {
  name: 'lamp',
  initial: 'lit',
  rows: [
    ['lit', 'burnOut', 'out', null, [], darken],
    ['lit', 'putOut', 'out', null, [], darken],
    ['out', 'putOut', 'out', null, [], again],
    ['flickering', 'flicker', 'flickering', null, [], again],
  ],
  deadlines: { lit: { on: 'burnOut', dueOn: ({ litOn }) => addDays(litOn, 10) }, out: null, flickering: { on: 'flicker', dueOn: ({ litOn }) => litOn } },
};
function darken({ times }: Lamp['facts']) {
  return { change: { times: times + 1 }, effects: [{ type: 'darken' as const }] };
}
function again({ times }: Lamp['facts']) {
  return { change: { times: times + 1 } };
}

/** Something whose tick touches a subject of another kind, as a notice that takes effect touches its agreement. */
type Fuse = { state: 'whole' | 'blown'; command: { type: 'replace' }; tick: 'blow'; facts: { lampId: string; blowsOn: LegalDay }; effect: { type: 'smoke' }; refusal: 'never' };
const fuseWorkflow: Workflow<Fuse> = {
  name: 'fuse',
  initial: 'whole',
  rows: [['whole', 'blow', 'blown', null, [], blow], ['blown', 'replace', 'whole', null, [], null]],
  deadlines: { whole: { on: 'blow', dueOn: ({ blowsOn }) => blowsOn }, blown: null },
};
function blow({ lampId }: Fuse['facts']) {
  return { commands: [{ kind: 'lamp', id: lampId, command: { type: 'putOut' } }] };
}

const keptIn = <W extends Vocabulary>(table: string, workflow: Workflow<W>): Kept<W> => ({ kind: table, workflow, store: rowStore<W>(table), journalled: () => ({}) });
/** Lamps are loaded and saved in groups, fuses one by one. */
const lamps = keptIn('lamp', lampWorkflow);
const grouped = keptIn('fuse', fuseWorkflow);
const { together: _, ...oneByOne } = grouped.store;
const fuses: Kept<Fuse> = { ...grouped, store: oneByOne };

let journal: TestJournal;
let runner: WorkflowRunner;
const lit = { litOn: legalDay('2026-11-01'), times: 0 };
const longAgo = '2026-11-11T00:00:00Z';
const sql = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => journal.database.superuser<T>(text, values);

beforeAll(async () => {
  journal = await TestJournal.open(new Date('2026-11-26T09:00:00Z'));
  for (const table of ['lamp', 'fuse']) await sql(`create table ${table} (id uuid primary key, state text not null, facts jsonb not null, due_at timestamptz, time_zone text not null default 'Europe/Paris'); grant select, insert, update on ${table} to paraphe_app`);
  runner = newRunner();
});
afterAll(() => journal?.close());
beforeEach(async () => {
  await sql('truncate lamp, fuse; update agreement set due_at = null');
  journal.clock.moveTo(new Date('2026-11-26T09:00:00Z'));
});

function newRunner(): WorkflowRunner {
  const made = new WorkflowRunner(journal.db, journal.clock);
  for (const kept of [lamps, fuses, agreements]) made.keep(kept as unknown as Kept<Vocabulary>);
  return made;
}

async function insert(table: 'lamp' | 'fuse', count: number, { state = 'lit', facts = lit as object, dueAt = longAgo } = {}): Promise<string[]> {
  const rows = await sql<{ id: string }>(`insert into ${table} select gen_random_uuid(), $1, $2, $3::timestamptz from generate_series(1, $4) returning id`, [state, facts, dueAt, count]);
  return rows.map(({ id }) => id);
}
const states = async (table: string) => Object.fromEntries((await sql<{ state: string; n: number }>(`select state, count(*)::int as n from ${table} group by state`)).map(({ state, n }) => [state, n]));

async function round(by = runner) {
  const faults: { kind: string; id: string; fault: string }[] = [];
  return { moves: await by.tickAll((kind, id, fault) => faults.push({ kind, id, fault: String(fault) })), faults };
}

describe('une ronde du calendrier', () => {
  test('ne s’arrête que quand plus rien n’attend, en une fois, le plus ancien d’abord', async () => {
    await insert('lamp', 2_300);
    const oldest = await insert('lamp', 8, { dueAt: '2020-01-01T00:00:00Z' });
    const { moves, faults } = await round();
    expect(faults).toEqual([]);
    expect(moves).toMatchObject({ moved: 2_308, kinds: { lamp: 2_308, fuse: 0, term: 0 } });
    expect(await states('lamp')).toEqual({ out: 2_308 });
    // A thousand at a time, and some of them at once: they are among the first thousand.
    const first = await sql<{ id: string }>('select subject_id as id from journal where subject = $1 and event = $2 order by seq limit 1000', ['lamp', 'burnOut']);
    expect(first.map(({ id }) => id)).toEqual(expect.arrayContaining(oldest));
    expect(await sql(`select count(*)::int as n from outbox where subject = 'lamp' and effect = '{"type": "darken"}'`)).toEqual([{ n: 2_308 }]);
    expect((await round()).moves.moved).toBe(0);
    expect((await journal.verify()).findings).toEqual([]);
  });

  test('rapporte ceux qui ne peuvent pas avancer, une fois chacun, et fait avancer tous les autres', async () => {
    const lost = await insert('lamp', 1_100, { facts: { litOn: null, times: 0 }, dueAt: '2020-01-01T00:00:00Z' });
    const [idle] = await insert('lamp', 1, { state: 'out' });
    const [looping] = await insert('lamp', 1, { state: 'flickering' });
    await insert('lamp', 120);
    const { moves, faults } = await round();
    expect(moves.kinds).toMatchObject({ lamp: 120 });
    expect(faults.map(({ id }) => id).sort()).toEqual([...lost, idle, looping].sort());
    expect(faults.find(({ id }) => id === idle)!.fault).toMatch('owes nothing');
    expect(faults.find(({ id }) => id === looping)!.fault).toMatch('after 20 ticks on 2026-11-01');
    expect(await states('lamp')).toEqual({ lit: 1_100, out: 121, flickering: 1 });
    expect(await sql('select 1 from journal where subject_id = any($1)', [[...lost, looping]])).toEqual([]);
  });

  test('deux rondes à la fois, et des sujets qui en touchent d’autres : tout avance, rien ne se bloque', async () => {
    const deadlocks = async () => (await sql<{ n: number }>('select deadlocks::int as n from pg_stat_database where datname = current_database()'))[0]!.n;
    const before = await deadlocks();
    const shared = await insert('lamp', 7);
    for (const lampId of shared) await insert('fuse', 40, { state: 'whole', facts: { lampId, blowsOn: '2026-11-20' } });
    await insert('lamp', 300);
    const done = await Promise.all([round(), round(newRunner()), round(newRunner())]);
    expect(done.flatMap(({ faults }) => faults)).toEqual([]);
    expect(await states('fuse')).toEqual({ blown: 280 });
    expect(await states('lamp')).toEqual({ out: 307 });
    expect(done.reduce((sum, { moves }) => sum + moves.moved, 0)).toBe(587);
    // Burnt out or put out first, each shared lamp has heard all its fuses.
    expect(await sql('select distinct (facts->>$2)::int as times from lamp where id = any($1)', [shared, 'times'])).toEqual([{ times: 41 }]);
    expect((await journal.verify()).findings).toEqual([]);
    expect(await deadlocks()).toBe(before);
  });

  test('renvoyé par la base au profit d’une page qui verrouille à rebours, un sujet revient et avance', async () => {
    const [lampId] = await insert('lamp', 1, { state: 'out' as const, dueAt: null as unknown as string });
    const [fuseId] = await insert('fuse', 1, { state: 'whole', facts: { lampId, blowsOn: '2026-11-20' } });
    const done = await journal.db.withIdentity(systemActor('page'), async (tx) => {
      await tx.query('select 1 from lamp where id = $1 for update', [lampId]);
      const ticking = round();
      for (;;) {
        const [{ n }] = (await sql<{ n: number }>(`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)) as [{ n: number }];
        if (n > 0) break;
      }
      await tx.query('select 1 from fuse where id = $1 for update', [fuseId]);
      return { ticking };
    });
    const { moves, faults } = await done.ticking;
    expect(faults).toEqual([]);
    expect(moves.kinds).toMatchObject({ fuse: 1 });
    expect(await states('fuse')).toEqual({ blown: 1 });
  });
});

describe('la vie d’une convention, dans la base', () => {
  test('cinquante ans de mois sans préavis se rattrapent en une ronde, chaque pas à son jour', async () => {
    const id = await newAgreement({ renewalMonths: 1, noticeMonths: 0 });
    journal.clock.moveTo(new Date('2076-11-26T09:00:00Z'));
    const { faults, moves } = await round();
    expect(faults).toEqual([]);
    expect(moves.kinds).toMatchObject({ term: 1 });
    const lines = await linesOf(id);
    expect(lines.length).toBeGreaterThan(1_000);
    const days = lines.map(({ effectiveOn }) => effectiveOn);
    expect(days).toEqual([...days].sort());
    expect(brokenLine(lines)).toBeNull();
  });

  test('rejouer le journal redonne ce qui est gardé, quelles que soient les commandes et les jours', async () => {
    await fc.assert(
      fc.asyncProperty(terms, life, async (given, steps) => {
        journal.clock.moveTo(new Date('2026-11-26T09:00:00Z'));
        const opening = factsOf(given);
        const id = await newAgreement(given);
        for (const { wait, command } of steps) {
          const today = addDays(legalDay(journal.clock.now().toISOString().slice(0, 10)), wait);
          journal.clock.moveTo(new Date(`${today}T09:00:00Z`));
          // By the round, or by whoever asks: the calendar speaks first in both.
          if (wait % 2 === 0) await round();
          await runner.submit(agreements, id, command(today), systemActor('test'));
        }
        const lines = await linesOf(id);
        expect(brokenLine(lines)).toBeNull();
        const [stored] = await sql<Subject<Term> & { due_at: Date | null }>('select state, facts, due_at from agreement where id = $1', [id]);
        const replayed = replay(opening, lines);
        expect(stored!.state).toBe(replayed.state);
        expect(withoutWords(stored!.facts)).toEqual(withoutWords(replayed.facts));
        const due = dueOn(termWorkflow, stored!);
        expect(stored!.due_at?.toISOString() ?? null).toBe(due && new Date(startOfDay(due, 'Europe/Paris')).toISOString());
      }),
      { numRuns: 30 },
    );
  });
});

test('la ligne de commande dit combien de dossiers de chaque sorte ont avancé', async () => {
  for (let n = 0; n < 2; n++) await newAgreement({ renewalMonths: 12, noticeMonths: 6 });
  const { databaseUrl, dataDir } = journal.app.get<Config>(CONFIG);
  const env = { PATH: process.env.PATH, PARAPHE_MODE: 'demonstration', DATABASE_URL: databaseUrl, DATA_DIR: dataDir, SMTP_URL: 'smtp://127.0.0.1:9' };
  const tick = async (...options: string[]) => (await promisify(execFile)(process.execPath, [commandLine, 'tick', '--as-of', '2026-11-30', ...options], { env, timeout: 120_000 })).stdout;
  expect(await tick()).toBe('2 dossiers mis à jour au 2026-11-30\u00a0: 2 conventions.\n');
  expect(JSON.parse(await tick('--json'))).toMatchObject({ asOf: '2026-11-30', moved: 0, kinds: { term: 0, round: 0 }, faults: [] });
  expect(await tick()).toBe('Rien n’attendait le 2026-11-30.\n');
});

const commandLine = join('dist', 'apps', 'cli', 'src', 'main.js');

type Given = { renewalMonths: number; noticeMonths: number; capYears?: number | null; collective?: boolean };
const since = legalDay('2026-11-26');

function factsOf({ renewalMonths, noticeMonths, capYears = 90, collective = false }: Given): TermFacts {
  return signedTerm({
    inForceSince: since, firstTermEndsOn: addDays(since, 400), renewalMonths, noticeMonths, capEndsOn: capYears === null ? null : addDays(since, capYears * 365), capFollows: 'latest', noticeEffect: 'term',
    denunciation: collective ? 'collective' : 'individual', gestionnaireIds: parties.slice(0, 2),
  });
}

async function newAgreement(given: Given): Promise<string> {
  const id = randomUUID();
  const facts = factsOf(given);
  await sql(`insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, dossier, created_at, created_by) values ($1, $2, '48', 'Europe/Paris', 'sealed', '{}', 'modele-paraphe', '1', '{}', now(), 'test')`, [id, id]);
  await sql(
    `insert into agreement (id, number, departement_code, time_zone, round_id, state, facts, readings, signed_on, due_at, created_at) values ($1, $5, '48', 'Europe/Paris', $1, 'signed', $2, '{}', $3, $4, now())`,
    [id, facts, since, startOfDay(since, 'Europe/Paris'), id],
  );
  return id;
}

const linesOf = (id: string) => journal.db.withIdentity(systemActor('test'), (tx) => journalOf(tx, agreements.kind, id));

/** Each line starts where the one before ended, and the table says today of its event what it said then. */
function replay(opening: TermFacts, lines: Awaited<ReturnType<typeof linesOf>>): Subject<Term> {
  let subject: Subject<Term> = { state: termWorkflow.initial, facts: opening };
  for (const { event, payload, effectiveOn, recordedAt, stateFrom, stateTo, basis } of lines) {
    expect(stateFrom).toBe(subject.state);
    if (event.startsWith('refused.')) {
      expect(stateTo).toBe(subject.state);
      continue;
    }
    // Of what was written freely, the journal keeps the length alone.
    const said = 'reason' in payload ? { reason: 'x'.repeat(payload.reason as number) } : {};
    const decision = decide(termWorkflow, subject, { ...payload, ...said, type: event, effectiveOn, at: instant(recordedAt) } as Event<Term>);
    expect(decision).toMatchObject({ accepted: true, to: stateTo, basis });
    if (decision.accepted) subject = { state: decision.to, facts: decision.facts };
  }
  return subject;
}

function withoutWords(facts: TermFacts): object {
  const { termination, end, ...rest } = facts;
  return { ...rest, termination: termination && { endsOn: termination.endsOn, reason: termination.reason.length }, end: end && { ...end, said: end.said && end.said.length } };
}

const parties = ['commune', 'caf', 'epci', 'cidff'];
const terms = fc.record({ renewalMonths: fc.constantFrom(0, 1, 6, 12), noticeMonths: fc.constantFrom(0, 3, 6), capYears: fc.option(fc.integer({ min: 1, max: 12 })), collective: fc.boolean() });
const near = fc.integer({ min: -400, max: 900 });
const party = fc.constantFrom(...parties);
type Asked = (today: LegalDay) => Term['command'];
const command: fc.Arbitrary<Asked> = fc.oneof(
  fc.tuple(near, fc.integer({ min: 0, max: 4_000 })).map(([from, length]): Asked => (today) => ({ type: 'recordAccordCadre', concludedOn: addDays(today, from), endsOn: addDays(today, from + length) })),
  fc.constantFrom('continue' as const, 'amend' as const, 'denounce' as const).map((decision): Asked => () => ({ type: 'decide', decision })),
  party.map((gestionnaireId): Asked => () => ({ type: 'recordGestionnaire', gestionnaireId })),
  fc.tuple(party, party, fc.boolean()).map(([leavingId, arrivingId, stays]): Asked => () => ({ type: 'replaceGestionnaire', leavingId, arrivingId, stays })),
  fc.tuple(party, near).map(([partyId, leaves]): Asked => (today) => ({ type: 'recordLeaver', leaver: { partyId, kind: partyId === 'cidff' ? 'local_partner' : 'gestionnaire', leavesOn: addDays(today, leaves), withdrawalId: `w-${partyId}` } })),
  party.map((partyId): Asked => () => ({ type: 'withdrawLeaver', partyId })),
  party.map((partyId): Asked => () => ({ type: 'releaseLeaver', partyId })),
  near.map((days): Asked => (today) => ({ type: 'endInFact', endedOn: addDays(today, days), reason: 'Plus aucune permanence.' })),
  near.map((days): Asked => (today) => ({ type: 'recordGeneralInterestTermination', endsOn: addDays(today, days), reason: 'Réorganisation du service public.' })),
);
const life = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 500 }), command }), { minLength: 1, maxLength: 10 });
