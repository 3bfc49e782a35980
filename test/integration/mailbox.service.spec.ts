import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { RoundLaunch } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { fatesOf } from '../../libs/features/src/round/signatory-lines.js';
import { codesOfMailbox, lastLinkAt, linksOfMailbox, linksOf, renewalsSince, signatoriesAt } from '../../libs/features/src/signature/link.store.js';
import { bringInvitations, broughtWith } from '../../libs/features/src/signature/mail-cover.store.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const clerk: Actor = { kind: 'account', id: '00000000-0000-4000-8000-000000000048', departement: '48', role: 'prefecture', organisation: null };
/** Many people, each in a mailbox of their own, each with a link and a code. */
const others = 3_000;
/** Rows that an answer about two people of one mailbox may read, with room for its joins. */
const rowsRead = 40;
const counted = `select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int as read from pg_stat_xact_user_tables where relname in ('signatory', 'link', 'code', 'mail', 'mail_cover', 'outbox', 'journal')`;

let service: Service;
let round: string;
let me: string;
let myLink: string;
/** The invitation of somebody else, long gone, and mine. */
const [theirs, mine] = [randomUUID(), randomUUID()];
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
  const { superuser } = service.database;
  const now = service.clock.now();
  // The rounds of the years before: as many invitations, each brought by its mail, and as many lines.
  await superuser(
    `insert into outbox (id, subject, subject_id, effect, created_at, relayed_at, done_at)
     select case n when 1 then $3::uuid else gen_random_uuid() end, 'round', 'before-' || n % 100, '{"type": "inviteSignatory", "signatoryId": "x", "reminder": false}', $1, $1, $1 from generate_series(1, $2::int) n`, [now, others, theirs]);
  await superuser(
    `insert into mail_cover (mail_id, signatory_id, round_id, effect_id, created_at)
     select o.id, s.id, s.round_id, o.id, $1 from (select id, row_number() over (order by id) n from outbox) o join (select id, round_id, row_number() over (order by id) n from signatory where body_id = 'body' and id <> $2) s using (n)`, [now, me]);
  await superuser(
    `insert into mail (id, subject, subject_id, kind, recipient_kind, recipient_id, template_version, message_id, state, created_at, sent_at)
     select effect_id, 'round', 'before', 'invitation', 'signatory', signatory_id, '1', effect_id, 'sent', $1, $1 from mail_cover`, [now]);
  await superuser(
    `insert into journal (subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, previous_hash, hash, mac)
     select 'round', 'before-' || n % 100, n, $1, '2026-01-01', '{}', 'renewLink', '{}', '', n, '' from generate_series(1, $2::int) n`, [now, others]);
  await superuser(`insert into outbox (id, subject, subject_id, effect, created_at) values ($1, 'round', $2, $3, $4)`, [mine, round, { type: 'inviteSignatory', signatoryId: me, reminder: false }, now]);
  await superuser(`update round set state = 'collecting', facts = jsonb_set(facts, '{slots}', jsonb_build_array(jsonb_build_object('id', 'slot_' || $2::text, 'state', 'invited', 'signatoryId', $2::text, 'candidateIds', '[]'::jsonb))) where id = $1`, [round, me]);
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
    expect(found).toMatchObject([{ id: myLink, signatoryId: me, awaited: true, samePerson: true }]);
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
    expect(found).toEqual([me]);
    expect(read).toBeLessThan(rowsRead);
  });

  test('ce qu’un courriel apporte, le sien ou celui qui l’a pris', async () => {
    const { found, read } = await asked((tx) => broughtWith(tx, theirs));
    expect(found).toMatchObject({ mailId: theirs });
    expect(read).toBeLessThan(rowsRead);
  });

  test('ce qu’une invitation emporte avec elle', async () => {
    const { found, read } = await asked((tx) => bringInvitations(tx, { effectId: mine, signatoryId: me, at: service.clock.now() }));
    expect(found).toEqual({ mailId: mine, signatoryIds: [me] });
    expect(read).toBeLessThan(rowsRead);
  });

  test('ce que sont devenus les courriels d’une tournée', async () => {
    const { found, read } = await asked((tx) => fatesOf(tx, round));
    expect(found.size).toBe(1);
    expect(read).toBeLessThan(rowsRead);
  });

  test('les demandes de lien déjà servies', async () => {
    const { found, read } = await asked((tx) => renewalsSince(tx, me, 'stranger', new Date(0)));
    expect(found).toEqual({ count: 0, last: null });
    expect(read).toBeLessThan(rowsRead);
  });
});
