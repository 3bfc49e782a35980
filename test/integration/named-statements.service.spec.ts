import { randomUUID } from 'node:crypto';
import { nameOfStatement } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

let service: Service;

beforeAll(async () => {
  service = await startService({ idle: true });
});
afterAll(() => service?.stop());

/** Asked more often than a statement must be to get its name, and than PostgreSQL plans for each value before it keeps one plan for all. */
const times = 60;

test('une question souvent posée est préparée une fois par connexion, et le cloisonnement reste celui de qui la pose', async () => {
  const organisations = [randomUUID(), randomUUID()];
  for (const organisation of organisations)
    await service.database.superuser(
      `insert into api_token (id, departement_code, role, organisation_id, label, token_hash, shown_prefix, created_by, created_at, expires_at) values ($1, '48', 'gestionnaire', $2, 'essai', $3, 'pfh_x', $4, now(), now() + interval '1 day')`,
      [randomUUID(), organisation, randomUUID(), randomUUID()]);
  const reader = (organisation: string): Actor => ({ kind: 'account', id: randomUUID(), departement: '48', role: 'gestionnaire', organisation });
  const question = 'select organisation_id as id from api_token where label = $1';
  for (let n = 0; n < times; n += 1) {
    const organisation = organisations[n % 2]!;
    expect(await service.db.withIdentity(reader(organisation), (tx) => tx.query<object[]>(question, ['essai']))).toEqual([{ id: organisation }]);
    expect(await service.db.withIdentity({ kind: 'anonymous', id: 'test' }, (tx) => tx.query<object[]>(question, ['essai']))).toEqual([]);
  }
  const prepared = await service.db.withIdentity(reader(organisations[0]!), async (tx) => {
    await tx.query(question, ['essai']);
    return tx.query<{ generic: boolean }[]>('select generic_plans > 0 as generic from pg_prepared_statements where statement = $1', [question]);
  });
  expect(prepared).toEqual([{ generic: true }]);
});

test('une question rare n’a pas de nom, et le nom d’une question ne change pas', () => {
  const question = `select ${randomUUID().replaceAll('-', '_').replace(/^/, 'a')} where $1`;
  const names = Array.from({ length: 40 }, () => nameOfStatement(question));
  expect(names.slice(0, 19)).toEqual(Array.from({ length: 19 }, () => null));
  expect(new Set(names.slice(19))).toEqual(new Set([names.at(-1)]));
  expect(names.at(-1)).toMatch(/^[\w-]{32}$/);
});
