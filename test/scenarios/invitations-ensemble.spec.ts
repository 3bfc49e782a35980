import { jest } from '@jest/globals';
import { Correspondence, mailStateOf } from '#libs/features/correspondence';
import { loadRound } from '#libs/features/round';
import { ReportListener, systemActor } from '#libs/platform';
import { clerkIn, codeFor, linkIn, mailsSoFar, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { holdInvitations } from '../support/held-invitations.js';
import type { TestMail } from '../support/mailbox.js';
import { herPlaces, odile, openRoundIn, seatOdile } from '../support/one-person.js';
import { nothingLeft, until } from '../support/patience.js';
import { reportBack } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { saveDossierIn } from '../support/two-worlds.js';
import { Visitor } from '../support/visitor.js';

jest.setTimeout(900_000);

const observer = systemActor('test');
const abroad = '12';

let service: Service;
let clerk: Visitor;
/** Its mailbox takes everything, until it is full. */
let full = false;
beforeAll(async () => {
  service = await startService({ settings: { BOUNCE_LISTEN: '127.0.0.1:0', BOUNCE_DOMAIN: 'avis.paraphe.example' } });
  reportBack(service.mailbox, service.worker.get(ReportListener, { strict: false }).port!, (address) =>
    address === odile.email && full ? { action: 'failed', status: '5.2.2', diagnostic: '552 5.2.2 mailbox full' } : { action: 'delivered', status: '2.0.0', diagnostic: '250 2.0.0 delivered' });
  clerk = await clerkIn(service);
  await saveDossierIn(service, { code: abroad, name: 'Aveyron', ofName: 'de l’Aveyron' });
  await seatOdile(service, '48', 2);
  await seatOdile(service, abroad, 1);
});
afterAll(() => service?.stop());

const toHer = (after: number): TestMail[] => service.mailbox.mails.slice(after).filter(({ to }) => to === odile.email);
const tokensOf = (text: string) => [...new Set([...text.matchAll(/\/signer\/([\w-]{43})/g)].map(([, token]) => token!))];
const standingOf = async (roundId: string, { slotId }: Signer) => {
  const { facts } = await service.db.withIdentity(observer, (tx) => loadRound(tx, roundId));
  const person = facts.slots.find(({ id }) => id === slotId)!.signatoryId;
  return (await service.db.withIdentity(observer, (tx) => mailStateOf(tx, [person]))).get(person);
};

describe('une personne à deux titres dans une même tournée', () => {
  let id: string;
  let mail: TestMail;
  let places: Signer[];

  test('reçoit une seule invitation, qui nomme ses deux organismes, et les autres la leur comme toujours', async () => {
    const before = await mailsSoFar(service);
    id = await openRoundIn(service, '48');
    await nothingLeft(service.database, ['round']);
    places = await herPlaces(service, id);
    expect(places).toHaveLength(2);
    expect(toHer(before)).toHaveLength(1);
    mail = toHer(before)[0]!;
    expect(mail.subject).toBe('Lozère\u00a0: votre signature est attendue à 2\u00a0titres');
    for (const { bodyName } of places) expect(mail.text).toContain(`pour «\u00a0${bodyName}\u00a0»`);
    expect(mail.text).toContain('jusqu’au 24\u00a0décembre\u00a02026 inclus');
    const others = (await signersOf(service, id)).filter(({ college, email }) => college !== 'prefet' && email !== odile.email);
    for (const { email, bodyName } of others) expect(service.mailbox.mails.slice(before).filter((one) => one.to === email && one.text.includes(bodyName) && one.text.includes('/signer/'))).toHaveLength(1);
  });

  test('en texte et en HTML, automatique, à laquelle on répond à la préfecture', () => {
    const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(head).toMatch(/^Reply-To: .*<\S+@prefecture-lozere\.example>$/m);
    expect(head).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(tokensOf(mail.html).sort()).toEqual(tokensOf(mail.text).sort());
    expect(tokensOf(mail.text)).toHaveLength(2);
  });

  test('dont chaque lien ouvre sa place, et signe', async () => {
    for (const place of places) expect((await new Visitor(service.url).get(await linkIn(service, mail, place))).text).toContain(`Vous signez pour : ${place.bodyName}`);
    const link = await linkIn(service, mail, places[1]!);
    const visitor = new Visitor(service.url);
    const code = await codeFor(service, visitor, link, places[1]!);
    expect((await visitor.post(`${link}/signature`, { fullName: odile.name, code }, `${link}/code`)).text).toContain('C’est signé');
  });

  test('et que la page de la tournée dit acceptée à chaque place', async () => {
    for (const place of places) await until(async () => (await standingOf(id, place))?.state !== 'sent', 'the mail is accepted');
    expect(await standingOf(id, places[0]!)).toMatchObject({ state: 'accepted', kind: 'signature.invitation' });
    expect((await clerk.get(`/tournees/${id}`)).text).toContain('accepté');
  });
});

describe('trois tournées dont les invitations partent ensemble', () => {
  let here: string;
  let given: string;
  let there: string;
  let mail: TestMail;
  let [first, second, far]: Signer[] = [];

  test('une seule lettre part : sans la place signée entre-temps, ni la tournée abandonnée', async () => {
    const release = await holdInvitations(service, '2026-11-24T09:30:00Z');
    [here, given, there] = [await openRoundIn(service, '48'), await openRoundIn(service, '48'), await openRoundIn(service, abroad, '2026-12-15')];
    [first, second] = await herPlaces(service, here);
    [far] = await herPlaces(service, there);
    // She asks for her links before she is written to, and signs at one of her places.
    service.clock.moveTo(new Date('2026-11-24T09:20:00Z'));
    const before = service.mailbox.mails.length;
    await service.database.superuser(`insert into link (id, purpose, round_id, slot_id, signatory_id, content_hash, token_hash, created_at, expires_at)
      select gen_random_uuid(), 'sign', round.id, slot->>'id', (slot->>'signatoryId')::uuid, facts->>'contentHash', encode(sha256('${'L'.repeat(43)}'), 'hex'), $2, '2026-12-25' from round, jsonb_array_elements(facts->'slots') as slot where slot->>'id' = $1`, [first!.slotId, service.clock.now()]);
    const visitor = new Visitor(service.url);
    const code = await codeFor(service, visitor, `/signer/${'L'.repeat(43)}`, first!);
    expect((await visitor.post(`/signer/${'L'.repeat(43)}/signature`, { fullName: odile.name, code }, `/signer/${'L'.repeat(43)}/code`)).text).toContain('C’est signé');
    expect((await clerk.post(`/tournees/${given}/abandon`, { abandonReason: 'Le texte doit être repris.' }, `/tournees/${given}`)).status).toBe(200);
    full = true;
    await release();
    await nothingLeft(service.database, ['round']);
    const invitations = toHer(before).filter(({ text }) => text.includes('/signer/'));
    expect(invitations).toHaveLength(1);
    mail = invitations[0]!;
    expect(mail.subject).toBe('2\u00a0documents attendent votre signature');
    expect(tokensOf(mail.text)).toHaveLength(2);
    expect(mail.text).not.toContain(`pour «\u00a0${first!.bodyName}\u00a0», en qualité de directrice, jusqu’au 24`);
  });

  test('chaque document y a son dernier jour et son lien, dans les deux départements', async () => {
    expect(mail.text).toContain(`pour «\u00a0${second!.bodyName}\u00a0», en qualité de présidente, jusqu’au 24\u00a0décembre\u00a02026 inclus`);
    expect(mail.text).toContain(`La convention France Services de l’Aveyron, pour «\u00a0${far!.bodyName}\u00a0», en qualité de directrice, jusqu’au 15\u00a0décembre\u00a02026 inclus`);
    for (const place of [second!, far!]) expect((await new Visitor(service.url).get(await linkIn(service, mail, place))).text).toContain(`Vous signez pour : ${place.bodyName}`);
  });

  test('la lettre revenue, chaque tournée le montre, avec sa raison', async () => {
    for (const [roundId, place] of [[here, second!], [there, far!]] as const) {
      await until(async () => (await standingOf(roundId, place))?.state === 'bounced', 'the mail comes back');
      expect(await standingOf(roundId, place)).toMatchObject({ words: 'Boîte pleine (5.2.2)', kind: 'signature.invitation' });
    }
    const page = await clerk.get(`/tournees/${here}`);
    expect(page.text).toContain('boîte pleine (5.2.2)');
    expect(page.html).toContain(`/emplacements/${second!.slotId}/signataires/`);
  });

  test('chaque préfecture en est prévenue pour la sienne', async () => {
    const before = await mailsSoFar(service);
    await service.worker.get(Correspondence, { strict: false }).catchUp();
    await nothingLeft(service.database, ['round']);
    const told = service.mailbox.mails.slice(before).filter(({ text }) => text.includes('n’ont pas reçu notre courriel'));
    expect(told.map(({ text }) => [second!, far!].filter(({ bodyName }) => text.includes(`«\u00a0${bodyName}\u00a0»`)).length)).toEqual([1, 1]);
    expect(told.map(({ to }) => to)).not.toContain(odile.email);
  });

  test('corrigée là où elle est fausse, l’adresse reçoit sa propre invitation ; l’autre place ne change pas', async () => {
    full = false;
    const before = await mailsSoFar(service);
    const { facts } = await service.db.withIdentity(observer, (tx) => loadRound(tx, here));
    const page = `/tournees/${here}/emplacements/${second!.slotId}/signataires/${facts.slots.find(({ id }) => id === second!.slotId)!.signatoryId}`;
    await clerk.post(`${page}/adresse`, { correctEmail: 'o.faure@partenaire.example' }, page);
    const again = await service.mailbox.receive(({ to, text }) => to === 'o.faure@partenaire.example' && text.includes('/signer/'), before);
    await nothingLeft(service.database, ['round']);
    expect(again.subject).toBe('Lozère\u00a0: votre signature est attendue');
    expect(tokensOf(again.text)).toHaveLength(1);
    expect(toHer(before)).toEqual([]);
    expect(await standingOf(there, far!)).toMatchObject({ state: 'bounced' });
  });

  test('les rappels ne comptent pas l’invitation', async () => {
    const [counted] = await service.database.superuser<{ reminders: number }>('select count(*)::int as reminders from mail_cover where effect_id is null');
    expect(counted).toEqual({ reminders: 0 });
  });
});
