import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Logger, Module } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, instant, legalDay } from '#libs/domain';
import type { Event, LegalDay, Subject, Workflow } from '#libs/domain';
import { Database, EffectRegistry, MovedClock, OutboxRelay, PlatformModule, QueueModule, WorkflowRunner, journalOf, lateEffects, lineHash, loadConfig, systemActor } from '#libs/platform';
import type { Config, Kept } from '#libs/platform';
import { freshDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

/** The smallest procedure that has everything: a command, a tick, an effect, a refusal, and a command for another subject. */
type Lamp = {
  state: 'off' | 'on' | 'burnt';
  command: { type: 'light'; force?: boolean } | { type: 'lightAnother'; id: string };
  tick: 'burnOut';
  facts: { litOn: LegalDay | null; lit: number };
  effect: { type: 'shine'; times: number };
  refusal: 'no_power';
};
const lampWorkflow: Workflow<Lamp> = {
  name: 'lamp',
  initial: 'off',
  rows: [
    ['off', 'light', 'on', null, [noPower], shine],
    ['on', 'lightAnother', 'on', null, [], passOn],
    ['on', 'burnOut', 'burnt', null, [], null],
  ],
  deadlines: { off: null, on: { on: 'burnOut', dueOn: ({ litOn }) => addDays(litOn!, 10) }, burnt: null },
};
function noPower(_: Lamp['facts'], event: Event<Lamp>) {
  return event.type === 'light' && event.force === false ? ('no_power' as const) : null;
}
function shine({ lit }: Lamp['facts'], event: Event<Lamp>) {
  return { change: { litOn: event.effectiveOn, lit: lit + 1 }, effects: [{ type: 'shine' as const, times: lit + 1 }] };
}
function passOn(_: Lamp['facts'], event: Event<Lamp>) {
  return event.type === 'lightAnother' ? { commands: [{ kind: 'lamp', id: event.id, command: { type: 'light' } }] } : {};
}

const lamps: Kept<Lamp> = {
  kind: 'lamp',
  workflow: lampWorkflow,
  store: {
    async loadForUpdate(tx, id) {
      const [row]: (Subject<Lamp> & { timeZone: string })[] = await tx.query(`select state, facts, 'Indian/Reunion' as "timeZone" from lamp where id = $1 for update`, [id]);
      if (!row) throw new Error(`No lamp ${id}`);
      return row;
    },
    async save(tx, id, { state, facts, dueAt }) {
      await tx.query('update lamp set state = $2, facts = $3, due_at = $4 where id = $1', [id, state, facts, dueAt]);
    },
    async dueIds(tx, now, limit) {
      const rows: { id: string }[] = await tx.query('select id from lamp where due_at <= $1 order by due_at limit $2', [now, limit]);
      return rows.map(({ id }) => id);
    },
  },
  journalled: ({ type }) => ({ type }),
};

@Module({})
class Bare {}

let database: TestDatabase;
let config: Config;
const clock = new MovedClock(new Date('2026-11-24T09:00:00Z'));
const actor = systemActor('test');

beforeAll(async () => {
  database = await freshDatabase();
  await database.superuser(`create table lamp (id uuid primary key, state text not null, facts jsonb not null, due_at timestamptz); grant select, insert, update on lamp to paraphe_app`);
  config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: '/nowhere' });
});
afterAll(() => database?.drop());

async function open(extra: object[] = []): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext({ module: Bare, imports: [PlatformModule.forRoot({ config, entities: [], clock }), ...extra] as never }, { logger: ['error'], abortOnError: false });
  app.get(WorkflowRunner).keep(lamps);
  return app;
}

async function newLamp(): Promise<string> {
  const id = randomUUID();
  await database.superuser('insert into lamp values ($1, $2, $3, null)', [id, 'off', { litOn: null, lit: 0 }]);
  return id;
}
const lamp = async (id: string) => (await database.superuser<{ state: string; facts: Lamp['facts']; due_at: Date | null }>('select * from lamp where id = $1', [id]))[0]!;

describe('le moteur', () => {
  let app: INestApplicationContext;
  let runner: WorkflowRunner;
  let db: Database;
  beforeAll(async () => {
    app = await open();
    runner = app.get(WorkflowRunner);
    db = app.get(Database);
  });
  afterAll(() => app?.close());
  const lines = (id: string) => db.withIdentity(actor, (tx: EntityManager) => journalOf(tx, 'lamp', id));

  test('un changement écrit l’état, le journal et la suite d’un seul tenant, au jour civil du sujet', async () => {
    const id = await newLamp();
    clock.moveTo(new Date('2026-11-24T21:00:00Z'));
    expect(await runner.submit(lamps, id, { type: 'light' }, actor)).toMatchObject({ accepted: true, subject: { state: 'on' } });
    // In Réunion it is already the 25th; ten days later starts at 20:00 UTC the day before.
    expect(await lamp(id)).toMatchObject({ state: 'on', facts: { litOn: '2026-11-25' }, due_at: new Date('2026-12-04T20:00:00Z') });
    expect(await lines(id)).toMatchObject([{ rank: 1, event: 'light', effectiveOn: '2026-11-25', recordedAt: '2026-11-24T21:00:00.000Z', stateFrom: 'off', stateTo: 'on' }]);
    expect(await database.superuser('select effect from outbox where subject_id = $1', [id])).toEqual([{ effect: { type: 'shine', times: 1 } }]);
  });

  test('un refus ne change rien, dit pourquoi et laisse une trace', async () => {
    const id = await newLamp();
    expect(await runner.submit(lamps, id, { type: 'light', force: false }, actor)).toEqual({ accepted: false, refusal: 'no_power' });
    expect(await runner.submit(lamps, id, { type: 'lightAnother', id }, actor)).toEqual({ accepted: false, refusal: 'not_possible_now' });
    expect((await lamp(id)).state).toBe('off');
    expect(await lines(id)).toMatchObject([{ event: 'refused.light', payload: { refusal: 'no_power' } }, { event: 'refused.lightAnother', payload: { refusal: 'not_possible_now' } }]);
  });

  test('si le travail joint échoue, rien n’a eu lieu', async () => {
    const id = await newLamp();
    await expect(runner.submit(lamps, id, { type: 'light' }, actor, async () => Promise.reject(new Error('no evidence')))).rejects.toThrow('no evidence');
    expect((await lamp(id)).state).toBe('off');
    expect(await lines(id)).toEqual([]);
    expect(await database.superuser('select 1 from outbox where subject_id = $1', [id])).toEqual([]);
  });

  test('une commande pour un autre sujet est appliquée dans la même transaction, ou pas du tout', async () => {
    const [first, second] = [await newLamp(), await newLamp()];
    await runner.submit(lamps, first, { type: 'light' }, actor);
    await runner.submit(lamps, first, { type: 'lightAnother', id: second }, actor);
    expect((await lamp(second)).state).toBe('on');
    await expect(runner.submit(lamps, first, { type: 'lightAnother', id: second }, actor)).rejects.toThrow('not_possible_now');
    expect((await lines(first)).map(({ event }) => event)).toEqual(['light', 'lightAnother']);
  });

  test('le calendrier parle d’abord, chaque échéance à son jour, après une panne de deux ans comme à l’heure', async () => {
    const id = await newLamp();
    clock.moveTo(new Date('2026-11-24T09:00:00Z'));
    await runner.submit(lamps, id, { type: 'light' }, actor);
    clock.moveTo(new Date('2028-12-01T09:00:00Z'));
    expect(await runner.submit(lamps, id, { type: 'lightAnother', id }, actor)).toEqual({ accepted: false, refusal: 'not_possible_now' });
    expect(await lines(id)).toMatchObject([{ event: 'light' }, { event: 'burnOut', effectiveOn: '2026-12-04', recordedAt: '2028-12-01T09:00:00.000Z' }, { event: 'refused.lightAnother' }]);
    clock.moveTo(new Date('2026-11-24T09:00:00Z'));
  });

  test('la ronde du calendrier prend tous les sujets échus, et celui qui échoue n’arrête pas les autres', async () => {
    const [good, bad] = [await newLamp(), await newLamp()];
    for (const id of [good, bad]) await runner.submit(lamps, id, { type: 'light' }, actor);
    await database.superuser(`update lamp set state = 'nowhere' where id = $1`, [bad]);
    clock.moveTo(new Date('2026-12-31T09:00:00Z'));
    const faults: string[] = [];
    await runner.tickAll((_, id) => faults.push(id));
    clock.moveTo(new Date('2026-11-24T09:00:00Z'));
    expect((await lamp(good)).state).toBe('burnt');
    await database.superuser('delete from lamp where id = $1', [bad]);
  });

  test('vingt demandes en même temps : une seule passe, aucune ligne n’est perdue, la chaîne est juste', async () => {
    const id = await newLamp();
    const done = await Promise.all(Array.from({ length: 20 }, () => runner.submit(lamps, id, { type: 'light' }, actor)));
    expect(done.filter(({ accepted }) => accepted)).toHaveLength(1);
    const written = await lines(id);
    expect(written.map(({ rank }) => rank)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    let previous = '0'.repeat(64);
    for (const { rank, previousHash, hash, ...entry } of written) {
      expect(previousHash).toBe(previous);
      expect(lineHash({ ...entry, recordedAt: instant(entry.recordedAt), effectiveOn: legalDay(entry.effectiveOn) }, rank, previousHash)).toBe(hash);
      previous = hash;
    }
  });

  test.each([
    ['update journal set event = event', 'append-only'],
    ['delete from journal', 'append-only'],
    ['truncate journal', 'append-only'],
  ])('PostgreSQL refuse « %s », même à son propriétaire', async (sql, why) => {
    await expect(database.superuser(sql)).rejects.toThrow(why);
  });

  test('l’application n’a pas même le droit d’essayer', async () => {
    for (const sql of ['update journal set event = event', 'delete from journal', 'truncate journal', 'delete from outbox', 'drop table round', 'delete from approval', 'update revision set length = 0'])
      await expect(db.withIdentity(actor, (tx) => tx.query(sql))).rejects.toThrow(/permission denied|must be owner/);
  });

  test('l’identité de la transaction ne fuit pas vers la suivante', async () => {
    await db.withIdentity({ kind: 'account', id: 'someone', departement: '48', role: 'prefecture', organisation: null }, (tx) => tx.query('select 1'));
    for (let i = 0; i < 20; i++) {
      const [row]: { who: string | null }[] = await db.withIdentity({ kind: 'system', id: 'other' }, (tx) => tx.query(`select current_setting('paraphe.departement', true) as who`));
      expect(row!.who ?? '').toBe('');
    }
  });
});

const engines = [['PostgreSQL', null], ['Redis', process.env.TEST_REDIS_URL ?? '']] as const;
if (!process.env.TEST_REDIS_URL) console.warn('TEST_REDIS_URL absent : la file sur Redis n’est PAS essayée.');

describe.each(engines.filter(([, url]) => url !== ''))('la boîte d’envoi sur %s', (_, redisUrl) => {
  let app: INestApplicationContext;
  const shone: { id: string; times: number }[] = [];
  let failures = 0;
  const waiters = new Set<() => void>();
  beforeAll(async () => {
    config = { ...config, redisUrl };
    app = await open([QueueModule.forRoot({ config })]);
    app.get(EffectRegistry).handle<Lamp['effect']>('lamp', {
      shine: {
        queue: 'mail',
        async run({ subjectId, effect }, report) {
          if (failures-- > 0) throw new Error('not yet');
          await report({ percent: 100, step: 'fini' });
          shone.push({ id: subjectId, times: effect.times });
          for (const wake of waiters) wake();
        },
      },
    });
    await app.get(OutboxRelay).start();
  });
  afterAll(() => app?.close());

  const shines = async (id: string) => {
    while (!shone.some((one) => one.id === id)) await new Promise<void>((resolve) => waiters.add(resolve));
  };
  /** The mark is set just after the handler returns. */
  const done = async (id: string) => {
    for (;;) {
      const [row] = await database.superuser<{ done_at: Date | null; attempts: number; progress: object }>('select done_at, attempts, progress from outbox where subject_id = $1', [id]);
      if (row?.done_at) return row;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  test('ce qui est validé part, une fois, et s’en souvient', async () => {
    const id = await newLamp();
    await app.get(WorkflowRunner).submit(lamps, id, { type: 'light' }, actor);
    await shines(id);
    expect(await done(id)).toMatchObject({ attempts: 0, progress: { percent: 100, step: 'fini' } });
    expect(shone.filter((one) => one.id === id)).toEqual([{ id, times: 1 }]);
  });

  test('ce qui échoue revient, et l’échec se voit', async () => {
    const id = await newLamp();
    failures = 2;
    await app.get(WorkflowRunner).submit(lamps, id, { type: 'light' }, actor);
    await shines(id);
    expect(await done(id)).toMatchObject({ attempts: 2 });
  });

  /** One whose type no feature of this process knows: the site was upgraded before the worker, or put back after it. */
  const unknown = async (count: number): Promise<string> => {
    const subject = randomUUID();
    await database.superuser(`insert into outbox (id, subject, subject_id, effect, created_at) select gen_random_uuid(), 'lamp', $1, '{"type": "glitter"}', $3 from generate_series(1, $2)`, [subject, count, clock.now()]);
    return subject;
  };

  test('ce que personne ne sait faire ici reste où il est, se dit une fois, et n’arrête rien de ce qui suit', async () => {
    const said: string[] = [];
    const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((text: unknown) => void said.push(String(text)));
    // More than is carried at once: what follows is further than the first lot.
    const strange = await unknown(450);
    for (let n = 0; n < 2; n++) {
      const id = await newLamp();
      await app.get(WorkflowRunner).submit(lamps, id, { type: 'light' }, actor);
      await shines(id);
      expect(await done(id)).toMatchObject({ attempts: 0 });
    }
    await unknown(1);
    const last = await newLamp();
    await app.get(WorkflowRunner).submit(lamps, last, { type: 'light' }, actor);
    await shines(last);
    spy.mockRestore();
    expect(said.filter((line) => line.includes('glitter'))).toHaveLength(1);
    expect(said.join()).not.toContain(strange);
    expect(await database.superuser(`select count(*)::int as left from outbox where subject = 'lamp' and effect->>'type' = 'glitter' and relayed_at is null and done_at is null and attempts = 0`)).toEqual([{ left: 451 }]);
    const told = await app.get(Database).withIdentity(actor, (tx: EntityManager) => lateEffects(tx, new Date(clock.now().getTime() + 31 * 60_000)));
    expect(told).toContainEqual(expect.objectContaining({ subject: 'lamp', subjectId: strange, work: 'glitter' }));
    await database.superuser(`delete from outbox where effect->>'type' = 'glitter'`);
  });

  test('une ligne offerte deux fois n’est faite qu’une', async () => {
    const id = await newLamp();
    await app.get(WorkflowRunner).submit(lamps, id, { type: 'light' }, actor);
    await shines(id);
    await done(id);
    await database.superuser('update outbox set relayed_at = null, done_at = null where subject_id = $1', [id]);
    const other = await newLamp();
    await app.get(WorkflowRunner).submit(lamps, other, { type: 'light' }, actor);
    await shines(other);
    expect(shone.filter((one) => one.id === id)).toHaveLength(1);
  });
});
