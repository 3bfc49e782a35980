import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { legalDay } from '#libs/domain';
import { RoundLaunch } from '#libs/features/round';
import { clerkIn, invitationOf, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { fieldsOf, sendFields } from '../support/forms.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { saveDossierIn } from '../support/two-worlds.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

jest.setTimeout(900_000);

const address = 'odile.faure@mairie.example';
const abroad = '12';

/** A place, and the link that was mailed for it. */
type Place = Signer & { link: string };

let service: Service;
let id: string;
let elsewhere: string;
/** Odile Faure, maire and présidente in Lozère, présidente in the Aveyron too; Paul Roux, who reads her mails; and somebody else. */
let maire: Place;
let presidente: Place;
let aveyron: Place;
let paul: Place;
let stranger: Place;

beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  await saveDossierIn(service, { code: abroad, name: 'Aveyron', ofName: 'de l’Aveyron' });
  const before = service.mailbox.mails.length;
  elsewhere = await launchAbroad();
  const [first, second, third, fourth] = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet') as [Signer, Signer, Signer, Signer];
  const [far] = (await signersOf(service, elsewhere)).filter(({ college }) => college !== 'prefet') as [Signer];
  maire = await placed(first, id, 'Odile', 'Faure', 'maire');
  presidente = await placed(second, id, 'Odile', 'Faure', 'présidente');
  aveyron = await placed(far, elsewhere, 'Odile', 'Faure', 'présidente', before);
  paul = await placed(third, id, 'Paul', 'Roux', 'directeur');
  stranger = { ...fourth, link: await invitationOf(service, fourth) };
  await nothingLeft(service.database, ['round']);
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);

async function launchAbroad(): Promise<string> {
  const actor = { kind: 'account', id: randomUUID(), departement: abroad, role: 'prefecture', organisation: null } as const;
  const rounds = service.web.get(RoundLaunch);
  const round = await rounds.open(abroad, actor, 1);
  await rounds.launch(round, { collectUntil: legalDay('2026-12-15'), termEndsOn: legalDay('2027-12-31') }, actor);
  await until(service, round, 'collecting');
  return round;
}

/** Seats that person there, as the directory would have it, once the link of the place is known. */
async function placed(signer: Signer, round: string, firstName: string, lastName: string, quality: string, after = 0): Promise<Place> {
  const link = await invitationOf(service, signer, after);
  await sql(`update signatory set first_name = $3, last_name = $4, quality = $5, email = $6 where id = (select (slot->>'signatoryId')::uuid from round, jsonb_array_elements(facts->'slots') slot where round.id = $1 and slot->>'id' = $2)`, [round, signer.slotId, firstName, lastName, quality, address]);
  return { ...signer, link, name: `${firstName} ${lastName}`, email: address };
}

const tokenOf = ({ link }: Place) => link.split('/').at(-1)!;
const listed = (page: Page, heading: string) => new RegExp(`${heading}</h2>[\\s\\S]*?</section>`).exec(page.html)?.[0] ?? '';
const approved = async () => (await sql<{ slot_id: string }>('select slot_id from approval order by approved_at, slot_id')).map(({ slot_id }) => slot_id);

/** The page of one place, its other capacities ticked or not, sent for a code. */
async function askForCode(visitor: Visitor, { link }: Place, ticked: readonly Place[]): Promise<Page> {
  const page = await visitor.get(link);
  const boxes = [...page.html.matchAll(/<input type="checkbox" id="(places-\d+)" name="places" value="([^"]+)"[^>]*>\s*<label[^>]*>([^<]*)/g)].map(([, , value, label]) => ({ value: value!, label: label! }));
  const chosen = boxes.filter(({ label }) => ticked.some(({ bodyName }) => label.includes(bodyName))).map(({ value }): [string, string] => ['places', value]);
  const fields = fieldsOf(page, `${link}/code`).filter(([name]) => name !== 'fullName');
  return sendFields(visitor, `${link}/code`, [...fields, ['fullName', 'Odile Faure'], ...chosen]);
}

async function codeMailed(before: number): Promise<string> {
  const mail = await service.mailbox.receive(({ to, subject }) => to === address && subject.includes('code'), before);
  await nothingLeft(service.database, ['round']);
  expect(service.mailbox.mails.slice(before).filter(({ subject }) => subject.includes('code'))).toHaveLength(1);
  return /\b\d{6}\b/.exec(mail.text)![0];
}

describe('une page dit tout ce qui attend une personne, sans compte', () => {
  test('d’un lien, elle voit ses trois places dans deux départements, et rien d’une autre adresse', async () => {
    const visitor = new Visitor(service.url);
    expect((await visitor.get(maire.link)).text).toContain('Tout ce qui vous attend (3)');
    const page = await visitor.get(`${maire.link}/en-attente`);
    expect(page.status).toBe(200);
    const waiting = listed(page, 'À signer');
    for (const { bodyName, link } of [maire, presidente, aveyron]) {
      expect(waiting).toContain(bodyName);
      expect(waiting).toContain(`href="${link}"`);
    }
    expect(page.text).toContain('Convention France Services de l’Aveyron');
    expect(page.text).toContain('Jusqu’au 15 décembre 2026 inclus');
    expect(page.text).toContain('Signature électronique simple : un nom tapé et un code reçu par courriel');
    expect(page.html).not.toContain(stranger.bodyName);
    expect(page.html).not.toContain(tokenOf(stranger));
  });

  test('la place d’une autre personne qui lit la même messagerie est nommée, à part', async () => {
    const page = await new Visitor(service.url).get(`${maire.link}/en-attente`);
    const others = listed(page, 'Pour une autre personne, à cette même adresse');
    expect(others).toContain('Paul Roux');
    expect(others).toContain(paul.bodyName);
    expect(listed(page, 'À signer')).not.toContain('Paul Roux');
    expect((await new Visitor(service.url).get(`${paul.link}/en-attente`)).text).toContain('Tout ce qui vous attend (1)');
    expect((await new Visitor(service.url).get(paul.link)).html).not.toContain('name="places"');
  });

  test('le lien d’une autre adresse n’y mène pas, un lien inconnu non plus', async () => {
    const page = await new Visitor(service.url).get(`${stranger.link}/en-attente`);
    expect(listed(page, 'À signer')).toContain(stranger.bodyName);
    for (const place of [maire, presidente, aveyron, paul]) expect(page.html).not.toContain(tokenOf(place));
    expect((await new Visitor(service.url).get(`/signer/${'A'.repeat(43)}/en-attente`)).status).toBe(404);
  });

  test('qui a perdu son lien la retrouve par le courriel de secours', async () => {
    service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
    const before = service.mailbox.mails.length;
    await new Visitor(service.url).post('/mes-liens', { email: address });
    const mail = await service.mailbox.receive(({ to, text }) => to === address && text.includes('/signer/'), before);
    await nothingLeft(service.database, ['recovery', 'round']);
    expect(service.mailbox.mails.slice(before).filter(({ to }) => to === address)).toHaveLength(1);
    for (const { bodyName } of [maire, presidente, aveyron, paul]) expect(mail.text).toContain(bodyName);
    expect(mail.text).toContain('Plusieurs personnes lisent cette messagerie');
    const link = new URL(/https?:\/\/\S+\/signer\/[\w-]+/.exec(mail.text)![0]).pathname;
    expect((await new Visitor(service.url).get(`${link}/en-attente`)).text).toContain('Tout ce qui vous attend');
  });
});

describe('une séance pour plusieurs qualités', () => {
  test('chaque qualité se coche à part, avec ce que l’on engage pour elle ; une case forgée n’envoie rien', async () => {
    const visitor = new Visitor(service.url);
    const page = await visitor.get(maire.link);
    expect(page.text).toContain(`Pour « ${presidente.bodyName} », en qualité de présidente`);
    expect(page.text).toContain(`Si vous cochez aussi « ${aveyron.bodyName} »`);
    expect(page.html).not.toMatch(/name="places"[^>]* checked/);
    const before = service.mailbox.mails.length;
    const [foreign] = await sql<{ id: string }>('select id from link where slot_id = $1 limit 1', [stranger.slotId]);
    const refused = await sendFields(visitor, `${maire.link}/code`, [...fieldsOf(page, `${maire.link}/code`).filter(([name]) => name !== 'fullName'), ['fullName', 'Odile Faure'], ['places', foreign!.id]]);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('rien n’est parti');
    await nothingLeft(service.database, ['round']);
    expect(service.mailbox.mails.slice(before)).toEqual([]);
  });

  test('un nom, un code : les deux places cochées sont signées, chacune à son nom ; la troisième attend', async () => {
    const visitor = new Visitor(service.url);
    const before = service.mailbox.mails.length;
    const page = await askForCode(visitor, maire, [presidente]);
    expect(page.text).toContain('Le même code signe aussi');
    expect(page.text).toContain(presidente.bodyName);
    const code = await codeMailed(before);
    const thanks = await sendFields(visitor, `${maire.link}/signature`, [...fieldsOf(page, `${maire.link}/signature`).filter(([name]) => name !== 'code'), ['code', code]]);
    expect(thanks.text).toContain('C’est signé, le');
    expect(thanks.text).toContain('C’est signé aussi pour');
    expect(thanks.text).toContain('Tout ce qui vous attend (1)');
    expect((await approved()).sort()).toEqual([maire.slotId, presidente.slotId].sort());
    expect((await new Visitor(service.url).get(presidente.link)).text).toContain('C’est signé, le');
    expect((await new Visitor(service.url).get(aveyron.link)).text).toContain('Vous signez pour');
  });

  test('la page de la messagerie les range avec ce qui est fait, et garde la troisième à signer', async () => {
    const page = await new Visitor(service.url).get(`${aveyron.link}/en-attente`);
    expect(page.text).toContain('Tout ce qui vous attend (1)');
    const rest = listed(page, 'Vos autres documents');
    for (const { bodyName } of [maire, presidente]) expect(rest).toContain(bodyName);
    expect(rest).toContain('Vous avez signé le');
    expect(listed(page, 'À signer')).toContain(aveyron.bodyName);
  });

  test('une fois scellé, l’exemplaire s’ouvre depuis cette page, et les deux signatures prouvent chacune leur organisme', async () => {
    const others = (await signersOf(service, id)).filter(({ slotId }) => ![maire.slotId, presidente.slotId].includes(slotId)).sort((a, b) => Number(a.college === 'prefet') - Number(b.college === 'prefet'));
    for (const signer of others) {
      const link = signer.slotId === paul.slotId ? paul.link : null;
      if (link) await signAt(link, signer);
      else await sign(service, signer);
    }
    await until(service, id, 'sealed');
    await nothingLeft(service.database, ['round', 'document']);
    const page = await new Visitor(service.url).get(`${aveyron.link}/en-attente`);
    const [href] = /\/signer\/[\w-]+(?="[^>]*>Votre exemplaire)/.exec(listed(page, 'Vos autres documents'))!;
    expect((await new Visitor(service.url).get(href)).text).toContain('Votre exemplaire de la convention');
    const commitments = await sql<{ count: number }>('select count(distinct code_id)::int as count from approval where slot_id = any($1)', [[maire.slotId, presidente.slotId]]);
    expect(commitments).toEqual([{ count: 2 }]);
  });
});

async function signAt(link: string, { name }: Signer): Promise<void> {
  const visitor = new Visitor(service.url);
  const before = service.mailbox.mails.length;
  await visitor.post(`${link}/code`, { fullName: name }, link);
  const code = await codeMailed(before);
  await visitor.post(`${link}/signature`, { fullName: name, code }, `${link}/code`);
}

describe('le texte se lit sans PDF', () => {
  test('titres, articles, et ce que les annexes disent de l’organisme', async () => {
    const page = await new Visitor(service.url).get(`${aveyron.link}/lecture`);
    expect(page.status).toBe(200);
    expect(page.html).toMatch(/<h2 id="article-1"[^>]*>Article 1/);
    expect(page.html).toMatch(/<h2 id="organisme">/);
    expect(page.html.match(/<h1/g)).toHaveLength(1);
    expect((await new Visitor(service.url).get(aveyron.link)).html).toContain(`${aveyron.link}/lecture`);
  });
});
