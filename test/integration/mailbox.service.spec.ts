import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { RoundLaunch } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { codesOfMailbox, lastLinkAt, linksOfMailbox, linksOf, signatoriesAt } from '../../libs/features/src/signature/link.store.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const clerk: Actor = { kind: 'account', id: '00000000-0000-4000-8000-000000000048', departement: '48', role: 'prefecture', organisation: null };
/** Many people, each in a mailbox of their own, each with a link and a code. */
const others = 3_000;
/** Rows that an answer about two people of one mailbox may read, with room for its joins. */
const rowsRead = 40;
const counted = `select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int as read from pg_stat_xact_user_tables where relname in ('signatory', 'link', 'code')`;

let service: Service;
let round: string;
let me: string;
let myLink: string;
beforeAll(async () => {
  service = await startService({ idle: true });
  round = await service.web.get(RoundLaunch).open('48', clerk, 1);
  await service.database.superuser(
    `insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email)
     select gen_random_uuid(), $1, 'body', 'Mme', 'Odile', 'Faure', 'maire', 'personne-' || n || '@mairie.example' from generate_series(1, $2::int) n`, [round, others],
  );
  [me, myLink] = [await oneAt('Odile.Faure@mairie.example'), ''];
  await oneAt('odile.faure@MAIRIE.example');
  await service.database.superuser(
    `insert into link (id, purpose, round_id, slot_id, signatory_id, content_hash, token_hash, created_at, expires_at)
     select gen_random_uuid(), 'sign', round_id, 'slot_' || id, id, 'hash', md5(id::text), $1::timestamptz, $1::timestamptz + interval '1 month' from signatory`, [service.clock.now()],
  );
  await service.database.superuser(`insert into code (id, link_id, typed_name, created_at, expires_at) select gen_random_uuid(), id, 'Odile Faure', created_at, created_at + interval '10 minutes' from link`);
  myLink = (await service.database.superuser<{ id: string }>('select id from link where signatory_id = $1', [me]))[0]!.id;
});
afterAll(() => service?.stop());

async function oneAt(email: string): Promise<string> {
  const id = randomUUID();
  await service.database.superuser(`insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) values ($1, $2, 'body', 'Mme', 'Odile', 'Faure', 'maire', $3)`, [id, round, email]);
  return id;
}

/** What the question finds, and how many rows the policies and the joins went through for it. */
async function asked<T>(question: (tx: EntityManager) => Promise<T>): Promise<{ found: T; read: number }> {
  return service.db.withIdentity(systemActor('test'), async (tx) => {
    const readSoFar = async (): Promise<number> => ((await tx.query(counted)) as { read: number }[])[0]!.read;
    const before = await readSoFar();
    const found = await question(tx);
    return { found, read: (await readSoFar()) - before };
  });
}

describe.each([['avant toute statistique', async () => undefined], ['une fois les tables mesurées', () => service.database.superuser('analyze')]])('%s, ce qui partage une boîte aux lettres se trouve sans lire celles des autres', (_when, prepare) => {
  beforeAll(async () => void (await prepare()));

  test('les codes', async () => {
    const { found, read } = await asked((tx) => codesOfMailbox(tx, me, service.clock.now()));
    expect(found).toHaveLength(2);
    expect(read).toBeLessThan(rowsRead);
  });

  test('les places de la même adresse', async () => {
    const { found, read } = await asked((tx) => linksOfMailbox(tx, myLink, 30));
    expect(found).toEqual([]); // The round is a draft: nothing is asked of anybody yet.
    expect(read).toBeLessThan(rowsRead);
  });

  test('les liens d’une personne, et quand le dernier est parti', async () => {
    const links = await asked((tx) => linksOf(tx, { id: me, roundId: round }));
    expect(links.found).toHaveLength(1);
    expect(links.read).toBeLessThan(rowsRead);
    const last = await asked((tx) => lastLinkAt(tx, round, me));
    expect(last.found).toEqual(service.clock.now());
    expect(last.read).toBeLessThan(rowsRead);
  });

  test('les personnes d’une adresse, quelles que soient ses majuscules', async () => {
    const { found, read } = await asked((tx) => signatoriesAt(tx, ' ODILE.faure@mairie.example', 30));
    expect(found).toEqual([]);
    expect(read).toBeLessThan(rowsRead);
  });
});
