import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Correspondence } from '#libs/features/correspondence';
import { loadRound, signatoriesOf } from '#libs/features/round';
import { correspondentOf } from '#libs/features/signature';
import { KeyStore, systemActor } from '#libs/platform';
import { awaitedPlaces } from '../../libs/features/src/correspondence/awaited.store.js';
import { clerkIn, launch, openDraft, signersOf } from '../support/actors.js';
import { superuserUrl } from '../support/database.js';
import { nothingLeft, until } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const observer = systemActor('test');
const busy = 'odile.faure@mairie.example';
/** Two more than one mail names. */
const places = 22;

let service: Service;
let [roundId, otherId]: [string, string] = ['', randomUUID()];
let addresses: string[];
beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  roundId = await openDraft(service, clerk, 1);
  await launch(service, clerk, roundId);
  await nothingLeft(service.database, ['round']);
  await copyRound();
  addresses = [busy, ...new Set((await signersOf(service, roundId)).filter(({ college }) => college !== 'prefet').map(({ email }) => email))];
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values?: unknown[]) => service.database.superuser<T>(text, values);
const catchUp = () => service.worker.get(Correspondence, { strict: false }).catchUp();
const keyOf = (address: string) => correspondentOf(service.worker.get(KeyStore, { strict: false }), address);
const writtenTo = async (day: string) => (await sql<{ correspondent: string }>('select correspondent from reminder_digest where day = $1', [day])).map(({ correspondent }) => correspondent).sort();

/** Another round of the same day, where one person is waited for at many places. */
async function copyRound(): Promise<void> {
  const { facts } = await service.db.withIdentity(observer, (tx) => loadRound(tx, roundId));
  const [person] = await service.db.withIdentity(observer, (tx) => signatoriesOf(tx, roundId));
  const slot = facts.slots.find(({ state }) => state === 'invited')!;
  const slots = Array.from({ length: places }, () => ({ ...slot, id: `slot_${randomUUID()}`, signatoryId: randomUUID() }));
  await sql(`insert into round select (jsonb_populate_record(r, $2)).* from round r where id = $1`, [roundId, { id: otherId, number: 'CDFS-48-2026-900', facts: { ...facts, slots } }]);
  await sql(
    `insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) select place::uuid, $3, body_id, civility, 'Odile', 'Faure', quality, $4 from signatory, unnest($2::text[]) as place where id = $1`,
    [person!.id, slots.map(({ signatoryId }) => signatoryId), otherId, busy],
  );
}

/** What the worker does every minute, then every mail it decided upon. Returns what each mail to that person links to. */
async function linksOn(instant: string): Promise<number[]> {
  service.clock.moveTo(new Date(instant));
  const before = service.mailbox.mails.length;
  await catchUp();
  await nothingLeft(service.database, ['correspondent', 'round']);
  return service.mailbox.mails.slice(before).filter(({ to, text }) => to === busy && text.includes('Ces rappels s’arrêtent')).map(({ text }) => text.match(/\/signer\/[\w-]{43}/g)!.length);
}

test('une passe qui échoue pour une personne écrit aux autres, et la suivante reprend ce qui manque, une fois', async () => {
  service.clock.moveTo(new Date('2026-11-30T09:00:00Z'));
  const [, spoilt] = addresses;
  await sql(`create function spoil() returns trigger language plpgsql as $$ begin if exists (select from signatory where id = new.signatory_id and email = '${spoilt}') then raise exception 'spoilt'; end if; return new; end $$`);
  await sql('create trigger spoils before insert on mail_cover for each row execute function spoil()');
  await expect(catchUp()).rejects.toThrow(/spoilt/);
  expect(await writtenTo('2026-11-30')).toEqual(addresses.filter((address) => address !== spoilt).map(keyOf).sort());
  await sql('drop trigger spoils on mail_cover');
  await catchUp();
  await catchUp();
  expect(await writtenTo('2026-11-30')).toEqual(addresses.map(keyOf).sort());
  await nothingLeft(service.database, ['correspondent', 'round']);
  const reminded = service.mailbox.mails.filter(({ text }) => text.includes('Ces rappels s’arrêtent')).map(({ to }) => to).sort();
  expect(reminded).toEqual([...addresses].sort());
});

test('de vingt-deux places à une adresse, un courriel nomme vingt ; les deux dernières viennent le lendemain, puis plus rien avant cinq jours', async () => {
  const named = async () => (await sql<{ count: number }>('select count(distinct signatory_id)::int as count from mail_cover where round_id = $1', [otherId]))[0]!.count;
  expect(await named()).toBe(20);
  expect(await linksOn('2026-12-01T09:00:00Z')).toEqual([20]);
  expect(await named()).toBe(places);
  for (const instant of ['2026-12-02T09:00:00Z', '2026-12-03T09:00:00Z', '2026-12-04T09:00:00Z', '2026-12-05T09:00:00Z']) expect(await linksOn(instant)).toEqual([]);
});

test('pendant qu’une personne attend, celles d’avant sont écrites, et leurs tournées ne sont pas retenues', async () => {
  service.clock.moveTo(new Date('2026-12-07T09:00:00Z'));
  const keys = [...new Set((await service.db.withIdentity(observer, (tx) => awaitedPlaces(tx))).map(({ address }) => keyOf(address)))];
  const holder = new pg.Client({ connectionString: superuserUrl(service.database) });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query(`insert into reminder_digest (correspondent, day, mail_id) values ($1, '2026-12-07', gen_random_uuid())`, [keys.at(-1)]);
    const pass = catchUp();
    pass.catch(() => undefined);
    await until(async () => (await sql(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%reminder_digest%'`)).length > 0, 'the pass waits for the last person');
    expect(await writtenTo('2026-12-07')).toEqual(keys.slice(0, -1).sort());
    expect(await sql(`select id from round where id = any($1) for update nowait`, [[roundId, otherId]])).toHaveLength(2);
    await holder.query('rollback');
    await pass;
  } finally {
    await holder.end();
  }
  expect(await writtenTo('2026-12-07')).toEqual([...keys].sort());
});
