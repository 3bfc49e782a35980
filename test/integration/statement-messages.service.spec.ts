import { randomUUID } from 'node:crypto';
import { nameOfStatement, sendWithNext, systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

let service: Service;

beforeAll(async () => {
  service = await startService({ idle: true });
});
afterAll(() => service?.stop());

const actor = systemActor('test');
const clerk = (organisation: string): Actor => ({ kind: 'account', id: randomUUID(), departement: '48', role: 'gestionnaire', organisation });
const written = 'insert into outbox (id, subject, subject_id, effect, created_at) values ($1, $2, $3, $4, now())';
const row = (id: string) => [id, 'test', id, '{}'];
const found = (id: string) => service.db.read(actor, (tx) => tx.query<object[]>('select subject from outbox where id = $1', [id]));
/** As after a day of service: known by its name, and prepared on no connection yet. */
const named = (text: string) => {
  for (let times = 0; nameOfStatement(text) === null; times += 1) if (times > 100) throw new Error(text);
  return text;
};

test('une lecture porte l’identité à chacune de ses questions, n’en laisse rien, et PostgreSQL y refuse d’écrire', async () => {
  const who = `select paraphe_actor() as actor, paraphe_organisation() as organisation, current_setting('transaction_read_only') as "readOnly"`;
  for (const organisation of [randomUUID(), randomUUID()]) {
    const asker = clerk(organisation);
    const told = await service.db.read(asker, (tx) => Promise.all([tx.query<object[]>(who), tx.query<object[]>(who)]));
    expect(told.flat()).toEqual([1, 2].map(() => ({ actor: asker.id, organisation, readOnly: 'on' })));
  }
  expect(await service.db.withIdentity(actor, (tx) => tx.query<object[]>(who))).toEqual([{ actor: 'test', organisation: null, readOnly: 'off' }]);
  const id = randomUUID();
  await expect(service.db.read(actor, (tx) => tx.query(written, row(id)))).rejects.toThrow(/read-only/);
  expect(await found(id)).toEqual([]);
});

test('ce qui part avec la suite est vu de la question suivante, et gardé avec la transaction', async () => {
  const [seen, last] = [randomUUID(), randomUUID()];
  await service.db.withIdentity(actor, async (tx) => {
    await sendWithNext(tx, written, row(seen));
    expect(await tx.query('select count(*)::int as n from outbox where id = $1', [seen])).toEqual([{ n: 1 }]);
    await sendWithNext(tx, written, row(last));
  });
  expect([await found(seen), await found(last)]).toEqual([[{ subject: 'test' }], [{ subject: 'test' }]]);
});

test('une faute de ce qui part avec la suite est celle de la suite : rien n’est gardé, et la connexion sert encore', async () => {
  const [before, after] = [named(`select 'before' as said where $1 = 'x'`), named(`select 'after' as said where $1 = 'x'`)];
  const id = randomUUID();
  const failing = (ask: boolean) => service.db.withIdentity(actor, async (tx) => {
    await sendWithNext(tx, written, row(id));
    await sendWithNext(tx, before, ['x']);
    await sendWithNext(tx, written, row(id));
    return ask ? tx.query(after, ['x']) : null;
  });
  for (const ask of [true, false, true]) await expect(failing(ask)).rejects.toMatchObject({ code: '23505' });
  expect(await found(id)).toEqual([]);
  expect(await service.db.withIdentity(actor, async (tx) => [await tx.query<object[]>(before, ['x']), await tx.query<object[]>(after, ['x'])])).toEqual([[{ said: 'before' }], [{ said: 'after' }]]);
});

test('un travail abandonné avant sa première question ne laisse ni transaction ni identité', async () => {
  await expect(service.db.withIdentity(clerk(randomUUID()), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const id = randomUUID();
  await expect(service.db.withIdentity(actor, async (tx) => {
    await sendWithNext(tx, written, row(id));
    throw new Error('no');
  })).rejects.toThrow('no');
  expect(await service.db.read(actor, (tx) => tx.query<object[]>('select paraphe_role() as role'))).toEqual([{ role: '' }]);
  expect(await found(id)).toEqual([]);
});

test('plusieurs commandes dans un même texte suivent ce qui attendait', async () => {
  const id = randomUUID();
  await service.db.withIdentity(actor, async (tx) => {
    await sendWithNext(tx, written, row(id));
    await tx.query(`create temporary table two (id uuid) on commit drop; insert into two select id from outbox where subject = 'test' and subject_id = '${id}'`);
    expect(await tx.query('select id from two')).toEqual([{ id }]);
  });
});
