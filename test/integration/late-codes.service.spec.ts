import { EffectDispatcher } from '../../libs/platform/src/outbox/dispatcher.js';
import { mailsSoFar } from '../support/actors.js';
import { joinerOf, openJointRounds } from '../support/joint-places.js';
import type { Joiner, JointPlaces } from '../support/joint-places.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

let service: Service;
let joiner: Joiner;
let places: JointPlaces;
beforeAll(async () => {
  service = await startService();
  places = (await openJointRounds(service, 2)).places[0]!;
  joiner = joinerOf(service);
  // No worker takes them by itself: an attempt under way would have looked at them before the next was asked for.
  await sql(`create function hold_code() returns trigger language plpgsql as $$ begin new.not_before := '2030-01-01T09:00:00Z'; return new; end $$`);
  await sql(`create trigger hold_codes before insert on outbox for each row when (new.effect->>'type' = 'sendCode') execute function hold_code()`);
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const at = (hour: string) => service.clock.moveTo(new Date(`2026-11-24T${hour}:00Z`));

/** What comes when mails leave again at that hour, all that was asked for having waited: the digits that arrive, in their order. */
async function afterOutage(until: string, ask: () => Promise<void>): Promise<string[]> {
  const before = await mailsSoFar(service);
  await ask();
  at(until);
  const waiting = await sql<{ id: string }>(`select id from outbox where effect->>'type' = 'sendCode' and done_at is null order by seq`);
  for (const { id } of waiting) await service.worker.get(EffectDispatcher, { strict: false }).dispatch(id);
  await nothingLeft(service.database, ['round']);
  return service.mailbox.mails.slice(before).flatMap(({ text }) => /\b\d{6}\b/.exec(text) ?? []);
}

test('trois codes demandés pendant une panne : un seul part, le dernier ; ni le mort ni le remplacé', async () => {
  let last = '';
  const sent = await afterOutage('10:20', async () => {
    for (const hour of ['10:00', '10:02', '10:15']) {
      at(hour);
      last = joiner.codeOf(await joiner.asked(places.abroad, []));
    }
  });
  expect(sent).toEqual([last]);
});

test('un code que rien n’a remplacé, mais qui est mort, ne part pas non plus', async () => {
  expect(await afterOutage('12:11', async () => {
    at('12:00');
    await joiner.asked(places.one, []);
  })).toEqual([]);
});

test('demandé pour deux places, puis de l’autre côté pour les mêmes : un seul part', async () => {
  let last = '';
  const sent = await afterOutage('14:04', async () => {
    at('14:00');
    await joiner.asked(places.one, [places.two]);
    at('14:02');
    last = joiner.codeOf(await joiner.asked(places.two, [places.one]));
  });
  expect(sent).toEqual([last]);
});

test('demandé pour deux places, puis pour la seconde seule : le premier part encore, pour celle qui reste', async () => {
  const asked: string[] = [];
  const sent = await afterOutage('16:04', async () => {
    at('16:00');
    asked.push(joiner.codeOf(await joiner.asked(places.one, [places.two])));
    at('16:02');
    asked.push(joiner.codeOf(await joiner.asked(places.two, [])));
  });
  expect(sent.toSorted()).toEqual(asked.toSorted());
  expect(service.mailbox.mails.at(-1)!.text).not.toContain('comme vous l’avez coché');
});

test('demandé pour deux places, puis pour la première seule : le premier part encore, au nom de l’autre place', async () => {
  const asked: string[] = [];
  const sent = await afterOutage('18:04', async () => {
    at('18:00');
    asked.push(joiner.codeOf(await joiner.asked(places.one, [places.two])));
    at('18:02');
    asked.push(joiner.codeOf(await joiner.asked(places.one, [])));
  });
  expect(sent.toSorted()).toEqual(asked.toSorted());
  const rows = await sql<{ id: string; body: string }>(`select link.id, slot->>'bodyName' as body from link join round on round.id = link.round_id, jsonb_array_elements(round.facts->'slots') slot where slot->>'id' = link.slot_id and link.id = any($1)`, [[places.one, places.two]]);
  const bodies = new Map(rows.map(({ id, body }) => [id, body]));
  const told = service.mailbox.mails.filter(({ text }) => text.includes(asked[0]!)).at(-1)!.text.replace(/\s/g, ' ');
  expect(told).toContain(bodies.get(places.two));
  expect(told).not.toContain(`« ${bodies.get(places.one)}`);
});
