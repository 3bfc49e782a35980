import { systemActor } from '#libs/platform';
import { EffectDispatcher } from '../../libs/platform/src/outbox/dispatcher.js';
import { fatesOf } from '../../libs/features/src/round/signatory-lines.js';
import { linkIn, mailsSoFar, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { holdInvitations } from '../support/held-invitations.js';
import { herPlaces, odile, openRoundIn, seatOdile } from '../support/one-person.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { saveDossierIn } from '../support/two-worlds.js';

const abroad = '12';

type Effect = { id: string; slotId: string };

let service: Service;
let [here, there]: [string, string] = ['', ''];
let places: Signer[];
/** Those of her invitations that the launches announced: two here, one abroad. */
let announced: Effect[];
beforeAll(async () => {
  service = await startService();
  await saveDossierIn(service, { code: abroad, name: 'Aveyron', ofName: 'de l’Aveyron' });
  await seatOdile(service, '48', 2);
  await seatOdile(service, abroad, 1);
  await holdInvitations(service, '2030-01-01T09:00:00Z');
  [here, there] = [await openRoundIn(service, '48'), await openRoundIn(service, abroad)];
  places = [...(await herPlaces(service, here)), ...(await herPlaces(service, there))];
  announced = await effectsTo(places);
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const dispatch = (id: string) => service.worker.get(EffectDispatcher, { strict: false }).dispatch(id);
const effectsTo = (to: readonly Signer[]) => sql<Effect>(`select id, effect->>'slotId' as "slotId" from outbox where effect->>'type' = 'inviteSignatory' and done_at is null and effect->>'slotId' = any($1) order by seq`, [to.map(({ slotId }) => slotId)]);
const undone = async () => (await effectsTo(places)).length;
const covers = () => sql<{ mailId: string; effectId: string }>('select mail_id as "mailId", effect_id as "effectId" from mail_cover where effect_id is not null');

/** The same places, invited anew: as after a round that had stopped. */
async function inviteAnew(to: readonly Signer[] = places): Promise<Effect[]> {
  for (const { slotId } of to) await sql(`insert into outbox (id, subject, subject_id, effect, created_at) select gen_random_uuid(), subject, subject_id, effect, created_at from outbox where effect->>'slotId' = $1 and effect->>'type' = 'inviteSignatory' order by seq limit 1`, [slotId]);
  return effectsTo(to);
}

/** What comes to her while that is done: the links of each mail. */
async function lettersOf(act: () => Promise<unknown>): Promise<string[][]> {
  const before = await mailsSoFar(service);
  await act();
  return service.mailbox.mails.slice(before).filter(({ to }) => to === odile.email).map(({ text }) => [...text.matchAll(/\/signer\/([\w-]{43})/g)].map(([, token]) => token!));
}

test('trois files les prennent au même instant : une lettre, et chaque invitation dans elle seule', async () => {
  expect(announced).toHaveLength(3);
  const letters = await lettersOf(() => Promise.all(announced.map(({ id }) => dispatch(id))));
  expect(letters.map((links) => new Set(links).size)).toEqual([3]);
  expect(await undone()).toBe(0);
  expect((await covers()).filter(({ effectId }) => announced.some(({ id }) => id === effectId)).map(({ mailId }) => mailId)).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
  expect(new Set((await covers()).map(({ mailId }) => mailId)).size).toBe(1);
});

test('apportées encore, tard, elles ne partent plus', async () => {
  await sql('update outbox set done_at = null where id = any($1)', [announced.map(({ id }) => id)]);
  expect(await lettersOf(async () => { for (const { id } of announced) await dispatch(id); })).toEqual([]);
  expect(await undone()).toBe(0);
});

test('la lettre que le serveur fait attendre garde ce qu’elle a pris : les autres ne partent pas d’elles-mêmes, et leur place dit que l’envoi échoue', async () => {
  const [one, two, three] = await inviteAnew() as [Effect, Effect, Effect];
  service.mailbox.welcome = () => 'makes_wait';
  const none = await lettersOf(async () => {
    for (let n = 0; n < 2; n++) await expect(dispatch(one.id)).rejects.toThrow();
    await dispatch(two.id);
    await dispatch(three.id);
  });
  expect(none).toEqual([]);
  expect((await effectsTo(places)).map(({ id }) => id)).toEqual([one.id]);
  const fates = await service.db.withIdentity(systemActor('test'), (tx) => fatesOf(tx, there));
  expect(fates.get(three.slotId)).toMatchObject({ failing: true });
  service.mailbox.welcome = () => 'takes';
  expect((await lettersOf(() => dispatch(one.id))).map((links) => new Set(links).size)).toEqual([3]);
  expect((await service.db.withIdentity(systemActor('test'), (tx) => fatesOf(tx, there))).get(three.slotId)).toMatchObject({ failing: false, linkAt: service.clock.now() });
});

test('ce qui n’attend plus personne entre-temps est laissé hors de la lettre, celle qui l’écrit comprise', async () => {
  const [one, two, three] = await inviteAnew() as [Effect, Effect, Effect];
  service.mailbox.welcome = () => 'makes_wait';
  await expect(dispatch(three.id)).rejects.toThrow();
  service.mailbox.welcome = () => 'takes';
  await sql(`update round set state = 'blocked' where id = $1`, [there]);
  const before = await mailsSoFar(service).catch(() => 0);
  const letters = await lettersOf(async () => { for (const { id } of [one, two, three]) await dispatch(id); });
  expect(letters.map((links) => links.length)).toEqual([2]);
  const mail = service.mailbox.mails.slice(before).find(({ to }) => to === odile.email)!;
  for (const place of places.slice(0, 2)) await linkIn(service, mail, place);
  expect(mail.subject).toBe('Lozère\u00a0: votre signature est attendue à 2\u00a0titres');
  await sql(`update round set state = 'collecting' where id = $1`, [there]);
});

test('s’il ne reste qu’une place, c’est l’invitation ordinaire ; s’il n’en reste aucune, rien ne part', async () => {
  const effects = await inviteAnew() as [Effect, Effect, Effect];
  service.mailbox.welcome = () => 'makes_wait';
  await expect(dispatch(effects[0].id)).rejects.toThrow();
  service.mailbox.welcome = () => 'takes';
  await sql(`update round set state = 'blocked' where id = $1`, [here]);
  const before = service.mailbox.mails.length;
  expect(await lettersOf(async () => { for (const { id } of effects) await dispatch(id); })).toHaveLength(1);
  expect(service.mailbox.mails.slice(before).find(({ to }) => to === odile.email)!.subject).toBe('Aveyron\u00a0: votre signature est attendue');
  const more = await inviteAnew();
  await sql(`update round set state = 'blocked' where id = $1`, [there]);
  expect(await lettersOf(async () => { for (const { id } of more) await dispatch(id); })).toEqual([]);
  expect(await undone()).toBe(0);
  await sql(`update round set state = 'collecting' where id = any($1)`, [[here, there]]);
});

test('une invitation qui a déjà été tentée n’est pas reprise par une autre : elle pourrait être arrivée', async () => {
  const [one] = await inviteAnew(places.slice(0, 1)) as [Effect];
  service.mailbox.welcome = () => 'makes_wait';
  await expect(dispatch(one.id)).rejects.toThrow();
  service.mailbox.welcome = () => 'takes';
  const [two] = await inviteAnew(places.slice(1, 2)) as [Effect];
  expect((await lettersOf(async () => { await dispatch(two.id); await dispatch(one.id); })).map((links) => new Set(links).size)).toEqual([1, 1]);
});

test('deux personnes qui lisent la même messagerie reçoivent chacune la sienne', async () => {
  const [, other] = (await signersOf(service, here)).filter(({ college, email }) => college !== 'prefet' && email !== odile.email) as [Signer, Signer];
  await sql(`update signatory set email = $1 where round_id = $2 and email = $3`, [odile.email, here, other.email]);
  const effects = [...(await inviteAnew(places.slice(0, 1))), ...(await effectsTo([other]))];
  expect((await lettersOf(async () => { for (const { id } of effects) await dispatch(id); })).map((links) => new Set(links).size)).toEqual([1, 1]);
});

test('aucune adresse n’est écrite dans ce que la machine garde de ces lettres', async () => {
  expect(await sql(`select 1 from outbox where outbox::text ilike $1 union all select 1 from mail_cover c where c::text ilike $1 union all select 1 from mail m where m::text ilike $1`, [`%${odile.email}%`])).toEqual([]);
});
