import { launch, clerkIn, invitationOf, openDraft, sign, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const unknown = 'personne@nulle-part.example';

let service: Service;
let signers: Signer[];
beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  const id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
  await nothingLeft(service.database, ['round']);
  // Later than the limit between two mails to the same person.
  service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
});
afterAll(() => service?.stop());

/** The statements that the site asks of its database meanwhile, in their order. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const source = service.db['source'];
  const before = source.logger;
  Object.assign(source, { logger: new Proxy({}, { get: (_, name) => (name === 'logQuery' ? (statement: string) => asked.push(statement.replace(/'[^']*'/g, '·')) : () => undefined) }) });
  await work();
  Object.assign(source, { logger: before });
  return asked;
}

const rows = async () => {
  const counts = await service.database.superuser<{ table: string; count: number }>(
    `select 'outbox' as table, count(*)::int from outbox where subject = 'recovery' union all select 'round', count(*)::int from outbox where subject = 'round'
     union all select 'link', count(*)::int from link union all select 'journal', count(*)::int from journal union all select 'mail', count(*)::int from mail order by 1`);
  return Object.fromEntries(counts.map(({ table, count }) => [table, count]));
};

test('connue ou non, une adresse demande au site le même travail et laisse les mêmes lignes', async () => {
  const visitor = new Visitor(service.url);
  await visitor.get('/mes-liens');
  const ask = (email: string) => statementsOf(() => visitor.post('/mes-liens', { email }));
  await ask(unknown);
  const [forStranger, forSigner] = [await ask(unknown), await ask(signers[1]!.email)];
  // What goes with another statement in one message is not logged apart: the rows say the rest.
  expect(forStranger.join()).toContain('signatory');
  expect(forSigner).toEqual(forStranger);
  const effects = await service.database.superuser<{ effect: { type: string; signatoryIds: string[] } }>(`select effect from outbox where subject = 'recovery' order by seq`);
  expect(effects.map(({ effect }) => effect.type)).toEqual(['answerRecovery', 'answerRecovery', 'answerRecovery']);
  expect(effects.map(({ effect }) => effect.signatoryIds.length > 0)).toEqual([false, false, true]);
});

test('l’adresse tapée n’est gardée nulle part, et le courriel part quand même', async () => {
  await service.mailbox.receive(({ to, subject }) => to === signers[1]!.email && subject.includes('rappel'));
  await nothingLeft(service.database, ['recovery', 'round']);
  const kept = await service.database.superuser<{ kept: boolean }>(
    `select exists (select from outbox where effect::text ilike '%' || $1 || '%') or exists (select from journal where payload::text ilike '%' || $1 || '%') or exists (select from outbox where effect::text ilike '%' || $2 || '%') as kept`,
    [signers[1]!.email, unknown]);
  expect(kept).toEqual([{ kept: false }]);
});

test('redemander aussitôt n’écrit pas deux fois à la même personne', async () => {
  const before = await rows();
  const visitor = new Visitor(service.url);
  for (let time = 0; time < 3; time++) await visitor.post('/mes-liens', { email: signers[1]!.email });
  await nothingLeft(service.database, ['recovery', 'round']);
  const after = await rows();
  expect(after).toEqual({ ...before, outbox: before.outbox! + 3 });
});

test('au-delà de ce qu’une personne essaie, la page se ferme à ce réseau, connue ou non, puis se rouvre', async () => {
  service.clock.moveTo(new Date('2026-11-24T12:00:00Z'));
  const visitor = new Visitor(service.url);
  const closed: boolean[] = [];
  for (let time = 0; time < 25; time++) closed.push((await visitor.post('/mes-liens', { email: time % 2 ? unknown : signers[2]!.email })).status === 429);
  expect(closed).toEqual([...Array.from({ length: 20 }, () => false), ...Array.from({ length: 5 }, () => true)]);
  const forged = await visitor.post(`/signer/${'B'.repeat(43)}/nouveau-lien`, {}, '/mes-liens');
  expect(forged.status).toBe(429);
  expect(forged.text).toContain('quelques minutes');
  service.clock.moveTo(new Date('2026-11-24T12:20:00Z'));
  expect((await visitor.post('/mes-liens', { email: unknown })).text).toContain('Consultez votre messagerie');
});

test('un lien qui ne fait que montrer liste ce qui attend sans l’ouvrir : les liens qui signent partent par courriel, sous la même limite', async () => {
  service.clock.moveTo(new Date('2026-11-24T14:00:00Z'));
  const [signed, waiting] = [signers[3]!, signers[4]!];
  await sign(service, signed);
  const link = await invitationOf(service, signed);
  const visitor = new Visitor(service.url);
  let before = service.mailbox.mails.length;
  await visitor.post(`${link}/nouveau-lien`, {}, '/mes-liens');
  const status = await service.mailbox.receive(({ to, subject }) => to === signed.email && subject.includes('où en est'), before);
  const showing = new URL(/https?:\/\/\S+\/signer\/[\w-]+/.exec(status.text)![0]).pathname;
  await service.database.superuser(
    `update signatory set (first_name, last_name, email) = (select first_name, last_name, email from signatory s where s.round_id = signatory.round_id and s.email = $1 limit 1)
     where id = (select (slot->>'signatoryId')::uuid from round, jsonb_array_elements(facts->'slots') slot where slot->>'id' = $2)`, [signed.email, waiting.slotId]);
  const page = await visitor.get(`${showing}/en-attente`);
  expect(page.text).toContain('Tout ce qui vous attend (1)');
  expect(page.text).toContain(waiting.bodyName);
  const invited = await invitationOf(service, waiting);
  expect(page.html).not.toContain(invited);
  before = service.mailbox.mails.length;
  expect((await visitor.post(`${showing}/en-attente/nouveau-lien`, {}, `${showing}/en-attente`)).text).toContain('Consultez votre messagerie');
  const mail = await service.mailbox.receive(({ to, text }) => to === signed.email && text.includes(waiting.bodyName), before);
  expect(mail.subject).toContain('rappel');
  const closed: number[] = [];
  for (let time = 0; time < 25; time++) closed.push((await visitor.post(`${showing}/en-attente/nouveau-lien`, {}, `${showing}/en-attente`)).status);
  expect(closed.at(-1)).toBe(429);
});
