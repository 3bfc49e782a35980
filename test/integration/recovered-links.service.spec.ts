import { mailsSoFar, sign } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { herPlaces, odile, openRoundIn, seatOdile } from '../support/one-person.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { saveDossierIn } from '../support/two-worlds.js';
import { Visitor } from '../support/visitor.js';

const abroad = '12';

let service: Service;
let places: Signer[];
beforeAll(async () => {
  service = await startService();
  await saveDossierIn(service, { code: abroad, name: 'Aveyron', ofName: 'de l’Aveyron' });
  await seatOdile(service, '48', 2);
  await seatOdile(service, abroad, 1);
  const [here, there] = [await openRoundIn(service, '48'), await openRoundIn(service, abroad)];
  places = [...(await herPlaces(service, here)), ...(await herPlaces(service, there))];
  await nothingLeft(service.database, ['round']);
});
afterAll(() => service?.stop());

const at = (instant: string) => service.clock.moveTo(new Date(instant));
const minutesLater = (minutes: number) => service.clock.moveTo(new Date(service.clock.now().getTime() + minutes * 60_000));
const linksIn = (text: string) => [...text.matchAll(/\/signer\/[\w-]{43}/g)].map(([link]) => link);

/** Asks at the public page for an address, and returns what came to her, once everything has left. */
async function asked(email: string = odile.email, visitor = new Visitor(service.url)) {
  const before = await mailsSoFar(service);
  const page = await visitor.post('/mes-liens', { email });
  await nothingLeft(service.database, ['recovery', 'round']);
  return { page, mails: service.mailbox.mails.slice(before).filter(({ to }) => to === odile.email) };
}

test('une messagerie qui a trois places reçoit un seul courriel : chacune y a son organisme et son lien, qui ouvre', async () => {
  at('2026-11-25T09:00:00Z');
  const { mails } = await asked();
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  const links = linksIn(mail!.text);
  expect(new Set(links).size).toBe(3);
  for (const { bodyName } of places) expect(mail!.text).toContain(bodyName);
  for (const link of links) expect((await new Visitor(service.url).get(link)).text).toContain('Vous signez pour');
  expect(await service.database.superuser(`select 1 from journal where event = 'renewLink'`)).toHaveLength(3);
});

test('rien de ce que la machine garde ne porte l’adresse', async () => {
  expect(await service.database.superuser(`select 1 from outbox where outbox::text ilike $1 union all select 1 from mail_cover c where c::text ilike $1 union all select 1 from mail m where m::text ilike $1`, [`%${odile.email}%`])).toEqual([]);
});

test('celle qui a signé y trouve un lien qui montre où en est le document ; les autres signent', async () => {
  expect((await sign(service, places[0]!)).text).toContain('C’est signé');
  await nothingLeft(service.database, ['round']);
  at('2026-11-26T09:00:00Z');
  const { mails } = await asked();
  expect(mails).toHaveLength(1);
  const pages = await Promise.all(linksIn(mails[0]!.text).map((link) => new Visitor(service.url).get(link)));
  expect(pages.map(({ text }) => (text.includes('Recevoir un code') ? 'signe' : text.includes('Vous avez signé') ? 'montre' : text.slice(0, 200))).toSorted()).toEqual(['montre', 'signe', 'signe']);
});

test('une fois toutes les cinq minutes, dix fois par jour, quel que soit le nombre de places ; la page répond la même chose, puis le lendemain rouvre', async () => {
  at('2026-11-28T09:00:00Z');
  const came: number[] = [];
  const pages = new Set<string>();
  for (let time = 0; time < 16; time++) {
    const { page, mails } = await asked();
    came.push(mails.length);
    pages.add(`${page.status} ${page.text.replaceAll(odile.email, '·')}`);
    minutesLater(time < 4 ? 2 : 10);
  }
  // 0, 2, 4 and 6 minutes later, then every ten minutes from the eighth on.
  expect(came.slice(0, 5)).toEqual([1, 0, 0, 1, 0]);
  expect(came.reduce((a, b) => a + b)).toBe(10);
  const stranger = await new Visitor(service.url).post('/mes-liens', { email: 'personne@nulle-part.example' });
  pages.add(`${stranger.status} ${stranger.text.replaceAll('personne@nulle-part.example', '·')}`);
  expect(pages.size).toBe(1);
  at('2026-11-29T13:00:00Z');
  expect((await asked()).mails).toHaveLength(1);
});

test('ce qu’un inconnu a demandé ne prive pas qui tient un lien du sien', async () => {
  at('2026-12-01T09:00:00Z');
  let link = '';
  for (let time = 0; time < 11; time++) {
    const { mails } = await asked();
    link = linksIn(mails.at(0)?.text ?? '')[0] ?? link;
    minutesLater(6);
  }
  const before = await mailsSoFar(service);
  expect((await new Visitor(service.url).post(`${link}/nouveau-lien`, {}, link)).text).toContain('Consultez votre messagerie');
  await nothingLeft(service.database, ['recovery', 'round']);
  expect(service.mailbox.mails.slice(before).filter(({ to }) => to === odile.email)).toHaveLength(1);
});

test('deux personnes qui lisent la même messagerie : un courriel, où chaque lien dit à qui il est', async () => {
  await service.database.superuser(`update signatory set first_name = 'Nadia', last_name = 'Perrin' where id = (select (slot->>'signatoryId')::uuid from round, jsonb_array_elements(facts->'slots') slot where slot->>'id' = $1)`, [places[2]!.slotId]);
  at('2026-12-03T09:00:00Z');
  const { mails } = await asked();
  expect(mails).toHaveLength(1);
  expect(mails[0]!.text).toMatch(/Nadia Perrin/);
  expect(mails[0]!.text).toMatch(/Odile Faure/);
});
