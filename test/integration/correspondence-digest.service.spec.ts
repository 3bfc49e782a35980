import { randomUUID } from 'node:crypto';
import { Correspondence } from '#libs/features/correspondence';
import { loadRound, rounds, signatoriesOf } from '#libs/features/round';
import { WorkflowRunner, systemActor } from '#libs/platform';
import { clerkIn, codeFor, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { nothingLeft, until } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const test_ = systemActor('test');

let service: Service;
let clerk: Visitor;
let [roundId, otherId]: [string, string] = ['', randomUUID()];
let signers: Signer[];
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  roundId = await openDraft(service, clerk, 1);
  await launch(service, clerk, roundId);
  signers = (await signersOf(service, roundId)).filter(({ college }) => college !== 'prefet');
  await copyRound(otherId, signers[0]!.email);
  await nothingLeft(service.database, ['round']);
});
afterAll(() => service?.stop());

/** Another round of the same day, in which that person alone is waited for. */
async function copyRound(id: string, email: string): Promise<void> {
  const { facts } = await service.db.withIdentity(test_, (tx) => loadRound(tx, roundId));
  const person = (await service.db.withIdentity(test_, (tx) => signatoriesOf(tx, roundId))).find((one) => one.email === email)!;
  const slot = facts.slots.find(({ signatoryId }) => signatoryId === person.id)!;
  const [signatoryId, slotId] = [randomUUID(), `slot_${randomUUID()}`];
  await service.database.superuser(`insert into round select (jsonb_populate_record(r, $2)).* from round r where id = $1`, [roundId, { id, number: 'CDFS-48-2026-900', facts: { ...facts, slots: [{ ...slot, id: slotId, signatoryId }] } }]);
  await service.database.superuser(
    `insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) select $2, $3, body_id, civility, first_name, last_name, quality, upper(email) from signatory where id = $1`, [person.id, signatoryId, id],
  );
}

/** What the worker does every minute, then every mail it decided upon. */
async function lookAt(instant: string): Promise<void> {
  service.clock.moveTo(new Date(instant));
  await service.tick();
  await service.worker.get(Correspondence, { strict: false }).catchUp();
  await nothingLeft(service.database, ['correspondent', 'round']);
}
const digests = (email?: string) => service.mailbox.mails.filter(({ to, text }) => text.includes('Ces rappels s’arrêtent') && (email === undefined || to.toLowerCase() === email));
const linksOf = (text: string) => [...text.matchAll(/https?:\/\/\S+(\/signer\/[\w-]{43})/g)].map(([, path]) => path!);
const slotOf = async (id: string, email: string) => {
  const person = (await service.db.withIdentity(test_, (tx) => signatoriesOf(tx, id))).find((one) => one.email === email)!;
  const { facts } = await service.db.withIdentity(test_, (tx) => loadRound(tx, id));
  return { slotId: facts.slots.find(({ signatoryId }) => signatoryId === person.id)!.id, signatoryId: person.id, contentHash: facts.contentHash! };
};

test('ni le samedi, ni le dimanche, ni avant huit heures', async () => {
  for (const instant of ['2026-11-28T10:00:00Z', '2026-11-29T10:00:00Z', '2026-11-30T06:59:00Z']) await lookAt(instant);
  expect(digests()).toEqual([]);
});

test('le lundi, chacun reçoit un courriel et un seul, avec un lien par document qui l’attend', async () => {
  await lookAt('2026-11-30T07:00:00Z');
  await lookAt('2026-11-30T15:00:00Z');
  const expected = [...new Set(signers.map(({ email }) => email))].sort();
  expect(digests().map(({ to }) => to.toLowerCase()).sort()).toEqual(expected);
  const [both] = digests(signers[0]!.email);
  const own = signers.filter(({ email }) => email === signers[0]!.email).length;
  expect(both!.subject).toBe(`Lozère\u00a0: ${own + 1}\u00a0documents à signer`);
  expect(new Set(linksOf(both!.text)).size).toBe(own + 1);
  expect(linksOf(both!.html)).toEqual(expect.arrayContaining(linksOf(both!.text)));
  const [one] = digests(signers[1]!.email);
  expect(one!.subject).toBe('Lozère\u00a0: rappel pour votre signature');
  expect(one!.raw.replace(/\r\n[ \t]+/g, ' ')).toMatch(/^Reply-To: .*<\S+@prefecture-lozere\.example>\r$/m);
  expect(one!.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
});

test('aucune adresse n’est écrite dans ce que la machine garde d’un rappel', async () => {
  for (const { email } of signers) {
    const kept = await service.database.superuser(
      `select 1 from outbox where outbox::text ilike $1 union all select 1 from reminder_digest d where d::text ilike $1 union all select 1 from mail_cover c where c::text ilike $1 union all select 1 from mail m where m::text ilike $1`, [`%${email}%`]);
    expect(kept).toEqual([]);
  }
});

test('le lien d’un rappel signe ; ce qui est signé n’est plus rappelé, le reste l’est', async () => {
  const [link] = linksOf(digests(signers[1]!.email)[0]!.text);
  const visitor = new Visitor(service.url);
  expect((await visitor.get(link!)).text).toContain(`Vous signez pour : ${signers[1]!.bodyName}`);
  const code = await codeFor(service, visitor, link!, signers[1]!);
  expect((await visitor.post(`${link}/signature`, { fullName: signers[1]!.name, code }, `${link}/code`)).text).toContain('C’est signé');
  const { slotId, signatoryId, contentHash } = await slotOf(roundId, signers[2]!.email);
  const runner = service.web.get(WorkflowRunner);
  expect(await runner.submit(rounds, roundId, { type: 'proposeSignatory', slotId, signatoryId, contentHash, proposalId: randomUUID() }, test_)).toMatchObject({ accepted: true });
  const before = digests().length;
  // Five days later falls on a Saturday.
  await lookAt('2026-12-05T10:00:00Z');
  expect(digests()).toHaveLength(before);
  await lookAt('2026-12-07T10:00:00Z');
  const later = digests().slice(before);
  expect(later.map(({ to }) => to.toLowerCase())).not.toContain(signers[1]!.email);
  expect(later.map(({ to }) => to.toLowerCase())).not.toContain(signers[2]!.email);
  expect(later.filter(({ to }) => to.toLowerCase() === signers[0]!.email)).toHaveLength(1);
});

test('après une relance de la préfecture, le calendrier repart d’elle', async () => {
  service.clock.moveTo(new Date('2026-12-11T10:00:00Z'));
  clerk = await clerkIn(service);
  await clerk.post(`/tournees/${roundId}/relances`, { slotId: signers[3]!.slotId }, `/tournees/${roundId}`);
  const before = digests(signers[3]!.email).length;
  await lookAt('2026-12-14T10:00:00Z');
  expect(digests(signers[3]!.email)).toHaveLength(before);
  await lookAt('2026-12-16T10:00:00Z');
  expect(digests(signers[3]!.email)).toHaveLength(before + 1);
});

test('après une panne du serveur d’envoi, un seul rappel part, pas un par semaine', async () => {
  service.mailbox.welcome = () => 'makes_wait';
  const before = digests(signers[0]!.email).length;
  const announced = async () => (await service.database.superuser<{ count: number }>('select count(*)::int as count from reminder_digest'))[0]!.count;
  const known = await announced();
  for (const instant of ['2026-12-17T10:00:00Z', '2026-12-22T10:00:00Z']) {
    service.clock.moveTo(new Date(instant));
    await service.worker.get(Correspondence, { strict: false }).catchUp();
  }
  expect(await announced()).toBeGreaterThan(known + 1);
  service.mailbox.welcome = () => 'takes';
  await nothingLeft(service.database, ['correspondent']);
  expect(digests(signers[0]!.email)).toHaveLength(before + 1);
});

test('passé le dernier jour, ou après un refus, plus rien', async () => {
  const before = digests().length;
  await lookAt('2026-12-29T10:00:00Z');
  expect(digests()).toHaveLength(before);
  await until(async () => (await service.db.withIdentity(test_, (tx) => loadRound(tx, roundId))).state === 'expired', 'the round is closed');
});
