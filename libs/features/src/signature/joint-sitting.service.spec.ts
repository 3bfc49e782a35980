import { jest } from '@jest/globals';
import { invitationOf } from '../../../../test/support/actors.js';
import type { Signer } from '../../../../test/support/actors.js';
import { abroad, joinerOf, openJointRounds, signedAt } from '../../../../test/support/joint-places.js';
import type { Joiner, JointPlaces } from '../../../../test/support/joint-places.js';
import { nothingLeft } from '../../../../test/support/patience.js';
import { startService } from '../../../../test/support/service.js';
import type { Service } from '../../../../test/support/service.js';
import { Desk } from './desk.js';
import { SigningTable } from './sitting.js';

jest.setTimeout(900_000);

const origin = { ip: '192.0.2.1', userAgent: 'test' };

let service: Service;
let joint: Joiner['joint'];
let table: Joiner['table'];
let sitAt: Joiner['sitAt'];
let asked: Joiner['asked'];
let codeOf: Joiner['codeOf'];
let wrongFor: Joiner['wrongFor'];
let desk: Desk;
/** Two places in one round of one person, and a place of the same person in another département. A new one for each test that signs, and one that never does. */
let pairs: JointPlaces[];
let spare: JointPlaces;
let signers: Signer[];

beforeAll(async () => {
  service = await startService();
  ({ joint, table, sitAt, asked, codeOf, wrongFor } = joinerOf(service));
  desk = service.web.get(Desk);
  const opened = await openJointRounds(service, 12);
  signers = opened.signers;
  [spare, ...pairs] = opened.places as [JointPlaces, ...JointPlaces[]];
});
afterAll(() => service?.stop());
beforeEach(() => service.clock.moveTo(new Date(service.clock.now().getTime() + 2 * 3_600_000)));

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const approvals = (...links: string[]) => sql<{ link_id: string; code_id: string; typed_name: string }>('select link_id, code_id, typed_name from approval where link_id = any($1::uuid[]) order by approved_at', [links]);
const next = () => {
  const pair = pairs.shift();
  if (!pair) throw new Error('The demonstration has too few bodies for one more pair');
  return pair;
};

test('deux places et une d’un autre département, un code : chacune est signée sous son propre lien, avec un code à elle, et la séance le dit', async () => {
  const { one, two, abroad: far } = next();
  const before = service.mailbox.mails.length;
  const sitting = await asked(one, [two, far]);
  const code = codeOf(sitting);
  const mail = await service.mailbox.receive(({ subject }) => subject.includes('code'), before);
  await nothingLeft(service.database, ['round']);
  expect(mail.text).toContain(code);
  expect(service.mailbox.mails.slice(before).filter(({ subject }) => subject.includes('code'))).toHaveLength(1);
  const act = signedAt(await joint.sign(sitting, code, origin, [two, far])) as [string, boolean][];
  expect(act[0]).toEqual([one, true]);
  expect(new Map(act)).toEqual(new Map([[one, true], [two, true], [far, true]]));
  const kept = await approvals(one, two, far);
  expect(new Set(kept.map(({ code_id }) => code_id)).size).toBe(3);
  expect(kept.map(({ typed_name }) => typed_name)).toEqual(['Odile Faure', 'Odile Faure', 'Odile Faure']);
  expect((await joint.standing(await sitAt(two))).signed).toHaveLength(3);
  const journal = await sql<{ actor: string }>(`select distinct actor->>'linkId' as actor from journal where event = 'approve' and actor->>'linkId' = any($1)`, [[one, two, far]]);
  expect(journal).toHaveLength(3);
});

test('ce qui n’est pas coché n’est pas signé, et le même code n’y sert pas', async () => {
  const { one, two, abroad: far } = next();
  const sitting = await asked(one, [two]);
  const code = codeOf(sitting);
  await table.sign(await sitAt(far), code, origin);
  await joint.sign(await sitAt(far), code, origin, []);
  expect(await approvals(far)).toEqual([]);
  await joint.sign(sitting, code, origin, [two]);
  expect(await approvals(one, two, far)).toHaveLength(2);
  await joint.sign(await sitAt(far), code, origin, []);
  expect(await approvals(far)).toEqual([]);
});

test('la place d’une autre adresse, ou d’une autre personne à la même adresse, ne se coche pas : rien ne part', async () => {
  const { one, two, stranger } = spare;
  const before = await sql<{ count: number }>('select count(*)::int as count from code');
  expect(await joint.requestCode(await sitAt(one), [two, stranger], 'Odile Faure')).toMatchObject({ done: false, refusal: 'place_unknown' });
  const [other] = await sql<{ signatory_id: string; round_id: string }>('select signatory_id, round_id from link where id = $1', [two]);
  await sql(`update signatory set first_name = 'Paul' where id = $1`, [other!.signatory_id]);
  expect(await joint.requestCode(await sitAt(one), [two], 'Odile Faure')).toMatchObject({ done: false, refusal: 'place_unknown' });
  expect((await desk.of((await sitAt(one)).link)).find(({ person }) => person.id === other!.signatory_id)).toMatchObject({ samePerson: false, awaited: true });
  await sql(`update signatory set first_name = 'Odile' where id = $1`, [other!.signatory_id]);
  expect(await sql('select count(*)::int as count from code')).toEqual(before);
});

test('arrêté entre deux signatures, le service laisse la seconde à signer, par le même code ; la page dit laquelle est faite', async () => {
  const { one, two } = next();
  const sitting = await asked(one, [two]);
  const code = codeOf(sitting);
  const real = table.approve.bind(table);
  let done = 0;
  Object.assign(table, { approve: (...given: Parameters<SigningTable['approve']>) => (done++ === 0 ? real(...given) : Promise.reject(new Error('killed'))) });
  await expect(joint.sign(sitting, code, origin, [two])).rejects.toThrow('killed');
  Object.assign(table, { approve: real });
  expect(await approvals(one, two)).toHaveLength(1);
  const { signed, left } = await joint.standing(await sitAt(one));
  expect([signed.map(({ link }) => link.id), left.map(({ link }) => link.id)]).toEqual([[one], [two]]);
  expect(signedAt(await joint.sign(await sitAt(one), code, origin, [two]))).toEqual([[two, true]]);
  expect(await approvals(one, two)).toHaveLength(2);
});

test('deux onglets, un double clic : chaque place n’est signée qu’une fois', async () => {
  const { one, two } = next();
  const sitting = await asked(one, [two]);
  const code = codeOf(sitting);
  await Promise.all([joint.sign(sitting, code, origin, [two]), joint.sign(sitting, code, origin, [two]), joint.sign(await sitAt(two), code, origin, [one]), table.sign(await sitAt(two), code, origin)]);
  expect(await approvals(one, two)).toHaveLength(2);
  expect(await joint.sign(await sitAt(one), code, origin, [])).toMatchObject({ done: false });
  const [rows] = await sql<{ count: number }>(`select count(*)::int as count from journal where event = 'approve' and actor->>'linkId' = any($1)`, [[one, two]]);
  expect(rows).toEqual({ count: 2 });
});

test('un code faux compte à chaque place de la séance, cinq fois pour toutes, et le bon n’y passe plus', async () => {
  const { one, two } = next();
  const sitting = await asked(one, [two]);
  const [right, wrong] = [codeOf(sitting), wrongFor(sitting)];
  await Promise.all(Array.from({ length: 12 }, (_, at) => joint.sign(sitting, wrong, origin, [two]).then(() => (at % 2 ? sitAt(two).then((other) => table.sign(other, wrong, origin)) : null))));
  const tries = await sql<{ tries: number }>('select tries from code where link_id = any($1::uuid[])', [[one, two]]);
  expect(tries).toEqual([{ tries: 5 }, { tries: 5 }]);
  for (const link of [one, two]) await joint.sign(await sitAt(link), right, origin, [one, two]);
  expect(await approvals(one, two)).toEqual([]);
  const lines = await sql<{ slot: string; count: number }>(`select payload->>'slotId' as slot, count(*)::int as count from journal where event = 'refused.code' and actor->>'linkId' = any($1) group by 1`, [[one, two]]);
  expect(lines.map(({ count }) => count)).toEqual([5, 5]);
  // Fifteen in a day shut each of the places, whichever page they were typed on.
  for (let time = 0; time < 2; time++) {
    service.clock.moveTo(new Date(service.clock.now().getTime() + 60_000));
    const again = await asked(one, [two]);
    for (let guess = 0; guess < 5; guess++) await joint.sign(again, wrongFor(again), origin, [two]);
  }
  for (const link of [one, two]) expect((await sitAt(link)).exhausted).toBe(true);
  expect(await joint.requestCode(await sitAt(two), [], 'Odile Faure')).toMatchObject({ done: false, refusal: 'codes_exhausted' });
});

test('dix minutes passées, le code partagé est mort partout', async () => {
  const { one, two } = next();
  const sitting = await asked(one, [two]);
  const code = codeOf(sitting);
  service.clock.moveTo(new Date(service.clock.now().getTime() + 10 * 60_000));
  expect(await joint.sign(await sitAt(one), code, origin, [two])).toMatchObject({ done: false, refusal: 'code_dead' });
  expect(await joint.sign(await sitAt(two), code, origin, [one])).toMatchObject({ done: false, refusal: 'code_dead' });
  expect(await joint.standing(await sitAt(one))).toEqual({ signed: [], left: [], missed: [] });
});

test('la limite d’une place en une heure arrête la séance avant tout envoi', async () => {
  const { one, two } = spare;
  service.clock.moveTo(new Date(service.clock.now().getTime() + 3_600_000));
  for (let time = 0; time < 6; time++) {
    service.clock.moveTo(new Date(service.clock.now().getTime() + 1000));
    expect(await table.requestCode(await sitAt(two), 'Odile Faure')).toEqual({ done: true });
  }
  const before = await sql<{ count: number }>('select count(*)::int as count from code');
  expect(await joint.requestCode(await sitAt(one), [two], 'Odile Faure')).toMatchObject({ done: false, refusal: 'too_many_codes' });
  expect(await sql('select count(*)::int as count from code')).toEqual(before);
  // The other way round: the page's own place is full, and nothing is asked for at the one that was ticked.
  expect(await joint.requestCode(await sitAt(two), [one], 'Odile Faure')).toMatchObject({ done: false, refusal: 'too_many_codes' });
  expect(await sql('select count(*)::int as count from code')).toEqual(before);
});

test('ce que la page de qui signe n’a pas nommé n’est pas signé, même si un autre onglet l’a coché depuis', async () => {
  const { one, two } = spare;
  await asked(one, []);
  service.clock.moveTo(new Date(service.clock.now().getTime() + 1000));
  const sitting = await asked(one, [two]);
  await joint.sign(sitting, codeOf(sitting), origin, []);
  expect(await approvals(one, two)).toMatchObject([{ link_id: one }]);
  expect((await joint.standing(await sitAt(one))).left.map(({ link }) => link.id)).toEqual([two]);
});

test('la table des places n’ouvre que ce qui est à cette adresse, chaque place sous l’identité de son propre lien', async () => {
  const places = await desk.of((await sitAt(spare.one)).link);
  const emails = new Set(places.map(({ person }) => person.email));
  expect(emails.size).toBe(1);
  expect(new Set(places.map(({ round }) => round.departementCode))).toEqual(new Set(['48', abroad]));
  const stranger = await invitationOf(service, signers.at(-1)!);
  expect(places.map(({ token }) => token)).not.toContain(stranger.split('/').at(-1));
});
