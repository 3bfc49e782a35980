import { jest } from '@jest/globals';
import { shownMobile } from '#libs/domain';
import { invitationOf, mailsSoFar, sign } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { resend } from '../support/forms.js';
import type { Service } from '../support/service.js';
import { SmsRound, digitsIn } from '../support/sms-round.js';
import type { SmsPlace } from '../support/sms-round.js';
import type { Telephones } from '../support/telephones.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

jest.setTimeout(900_000);

let telephones: Telephones;
let service: Service;
let round: SmsRound;
let clerk: Visitor;
let id: string;
let places: readonly SmsPlace[];

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const seen = (page: Page) => page.text;

beforeAll(async () => {
  round = await SmsRound.open();
  ({ telephones, service, clerk, id, places } = round);
});
afterAll(() => round?.close());

const placePage = async (place: Signer) => {
  const [row] = await sql<{ id: string }>(`select slot->>'signatoryId' as id from round, jsonb_array_elements(facts->'slots') slot where round.id = $1 and slot->>'id' = $2`, [id, place.slotId]);
  return `/tournees/${id}/emplacements/${place.slotId}/signataires/${row!.id}`;
};

test.each(['06 12 34 56 78\r\nBcc: x', '04 66 49 60 00', '+32 470 12 34 56', '0612345678; 0699999999', '<script>'])('« %s » est refusé en français, à la tournée comme à l’annuaire', async (typed) => {
  const page = await placePage(places[0]!);
  const refused = await clerk.post(`${page}/adresse`, { correctEmail: places[0]!.email, correctMobile: typed }, page);
  expect(refused.status).toBe(422);
  expect(seen(refused)).toContain('Indiquez un téléphone portable français');
  const card = await resend(clerk, '/annuaire/prefet', { signatoryMobile: typed });
  expect(card.status).toBe(422);
  expect(seen(card)).toContain('Indiquez un téléphone portable français');
});

test('corrigé en cours de tournée, le code part au nouveau, jamais à l’ancien', async () => {
  const place = places[0]!;
  const page = await placePage(place);
  const before = await mailsSoFar(service);
  expect(seen(await clerk.get(page))).toContain('L’adresse électronique ou le téléphone portable sont faux');
  await clerk.post(`${page}/adresse`, { correctEmail: place.email, correctMobile: '06 39 98 77 66' }, page);
  const link = await invitationOf(service, place, before);
  expect((await new Visitor(service.url).get(place.link)).status).toBe(410);
  const visitor = new Visitor(service.url);
  await round.ask(visitor, { ...place, link }, 'sms');
  const message = await telephones.receive(({ to }) => to === '+262639987766');
  expect(telephones.handedOver.filter(({ to }) => to === place.mobile)).toEqual([]);
  expect(seen(await round.signWith(visitor, { ...place, link }, digitsIn(message.text)))).toContain('Merci');
});

test('une autre personne désignée n’hérite pas du numéro de la précédente', async () => {
  const place = places[1]!;
  const page = await placePage(place);
  await clerk.post(`${page}/remplacement`, { civility: 'M.', firstName: 'Léo', lastName: 'Astruc', quality: 'directeur', email: 'leo.astruc@ailleurs.example' }, page);
  const next = { ...place, name: 'Léo Astruc', email: 'leo.astruc@ailleurs.example' };
  const link = await invitationOf(service, next);
  expect((await new Visitor(service.url).get(link)).html).not.toContain('name="channel"');
  expect(seen(await sign(service, next))).toContain('Merci');
});

test('à l’annuaire, il se garde d’une seule façon et se montre à qui tient la fiche', async () => {
  const saved = await resend(clerk, '/annuaire/prefet', { signatoryMobile: '+33 (0)6.12.34.56.78' });
  expect(saved.status).toBe(200);
  expect(await sql(`select prefet_signatory->>'mobile' as mobile from departement where code = '48'`)).toEqual([{ mobile: '+33612345678' }]);
  expect((await clerk.get('/annuaire/prefet')).html.replace(/\u00a0/g, ' ')).toContain('06 12 34 56 78');
  await resend(clerk, '/annuaire/prefet', { signatoryMobile: '' });
  expect(await sql(`select prefet_signatory ? 'mobile' as has from departement where code = '48'`)).toEqual([{ has: false }]);
});

test('ni l’ancien ni le nouveau numéro ne sont écrits en entier ailleurs qu’auprès de la personne', async () => {
  const kept = (await sql<{ row: string }>('select journal::text as row from journal union all select outbox::text from outbox union all select mail::text from mail union all select sms::text from sms')).map(({ row }) => row).join('\n');
  for (const number of [places[0]!.mobile, '+262639987766']) for (const written of [number, number.slice(1), shownMobile(number)]) expect(kept.includes(written)).toBe(false);
});
