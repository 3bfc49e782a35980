import { Correspondence, mailStateOf } from '#libs/features/correspondence';
import { signatoriesOf } from '#libs/features/round';
import { ReportListener } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { clerkAddress, clerkIn, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import type { TestMail } from '../support/mailbox.js';
import { nothingLeft, until } from '../support/patience.js';
import { bring, deliveryReport } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { Visitor } from '../support/visitor.js';

const domain = 'avis.paraphe.example';
const clerkOf = (departement: string): Actor => ({ kind: 'account', id: '00000000-0000-4000-8000-000000000048', departement, role: 'prefecture', organisation: null });

let service: Service;
let clerk: Visitor;
let roundId: string;
let signers: Signer[];
let people: Map<string, string>;
let port: number;
beforeAll(async () => {
  service = await startService({ settings: { BOUNCE_LISTEN: '127.0.0.1:0', BOUNCE_DOMAIN: domain } });
  port = service.worker.get(ReportListener, { strict: false }).port!;
  clerk = await clerkIn(service);
  roundId = await openDraft(service, clerk, 1);
  await launch(service, clerk, roundId);
  signers = (await signersOf(service, roundId)).filter(({ college }) => college !== 'prefet');
  people = new Map((await service.db.withIdentity(clerkOf('48'), (tx) => signatoriesOf(tx, roundId))).map(({ id, email }) => [email, id]));
  await nothingLeft(service.database, ['round']);
});
afterAll(() => service?.stop());

const catchUp = async () => {
  await service.worker.get(Correspondence, { strict: false }).catchUp();
  await nothingLeft(service.database, ['round']);
};
const mailTo = ({ email }: Signer): TestMail => service.mailbox.mails.findLast(({ to, text }) => to === email && text.includes('/signer/'))!;
const stateOf = async ({ email }: Signer, actor = clerkOf('48')) => {
  const id = people.get(email)!;
  return (await service.db.withIdentity(actor, (tx) => mailStateOf(tx, [id]))).get(id);
};
const reports = async () => (await service.database.superuser<{ count: number }>('select count(*)::int as count from mail_report'))[0]!.count;
const signatures = async () => service.database.superuser(`select round.state, round.facts, (select count(*)::int from journal) as lines, (select count(*)::int from approval) as approvals from round where id = $1`, [roundId]);
const toClerk = () => service.mailbox.mails.filter(({ to, text }) => to === clerkAddress && text.includes('n’ont pas reçu notre courriel'));
const failed = { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' } as const;

test('chaque courriel part avec une adresse de retour à lui, et demande des avis sans rendre son contenu', async () => {
  const mails = signers.map(mailTo);
  expect(new Set(mails.map(({ returnPath }) => returnPath)).size).toBe(mails.length);
  for (const { returnPath, notify, envid, messageId, to, originalRecipient } of mails) {
    expect(returnPath).toMatch(new RegExp(`^avis-[0-9a-f]{32}-[0-9a-f]{24}@${domain}$`));
    expect([...notify].sort()).toEqual(['DELAY', 'FAILURE', 'SUCCESS']);
    expect(messageId).toBe(`<${envid}@paraphe.example>`);
    expect(originalRecipient).toBe(`rfc822;${to}`);
  }
  expect(await stateOf(signers[0]!)).toMatchObject({ state: 'sent', words: 'Remis au serveur d’envoi', kind: 'signature.invitation' });
});

test('un courriel à un signataire se répond à la préfecture, en texte et en HTML, sans image ni traceur ni désabonnement', async () => {
  const { raw, messageId, subject } = mailTo(signers[0]!);
  const [effect] = await service.database.superuser<{ id: string; at: Date }>(`select id, created_at as at from outbox where subject_id = $1 and effect->>'type' = 'inviteSignatory' and effect->>'signatoryId' = $2`, [roundId, people.get(signers[0]!.email)!]);
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const value = (name: string) => head.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)).map((line) => line.slice(name.length + 1).trim());
  expect(messageId).toBe(`<${effect!.id}@paraphe.example>`);
  expect(value('Message-ID')).toEqual([messageId]);
  expect(new Date(value('Date')[0]!).getTime()).toBe(Math.floor(effect!.at.getTime() / 1000) * 1000);
  expect(value('Auto-Submitted')).toEqual(['auto-generated']);
  expect(value('Reply-To')).toHaveLength(1);
  const [{ email }] = await service.database.superuser<{ email: string }>(`select dossier->'departement'->'prefecture'->>'email' as email from round where id = $1`, [roundId]) as [{ email: string }];
  expect(value('Reply-To')[0]).toContain(`<${email}>`);
  expect(value('Content-Type')[0]).toMatch(/^multipart\/alternative/);
  expect(raw).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
  for (const name of ['List-Unsubscribe', 'Bcc', 'Cc', 'X-Mailer']) expect(value(name)).toEqual([]);
  expect(mailTo(signers[0]!).html).not.toMatch(/<img|background=|url\(|<script|<link/i);
  expect(subject.length).toBeLessThanOrEqual(60);
});

test('un avis de non-remise est lu, montré à la préfecture, et ne touche à aucune signature', async () => {
  const before = await signatures();
  service.clock.moveTo(new Date('2026-11-24T09:10:00Z'));
  await bring(port, mailTo(signers[0]!).returnPath, deliveryReport(mailTo(signers[0]!).returnPath, signers[0]!.email, failed));
  expect(await stateOf(signers[0]!)).toMatchObject({ state: 'bounced', since: '2026-11-24T09:10:00Z', words: 'Adresse inconnue du serveur destinataire (5.1.1)' });
  expect(await stateOf(signers[1]!)).toMatchObject({ state: 'sent' });
  expect(await signatures()).toEqual(before);
  const [kept] = await service.database.superuser('select source, action, status, diagnostic from mail_report');
  expect(kept).toEqual({ source: 'report', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' });
});

test('le même avis, apporté deux fois, est gardé une fois', async () => {
  const path = mailTo(signers[1]!).returnPath;
  const again = deliveryReport(path, signers[1]!.email, { action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 no answer' });
  const before = await reports();
  await bring(port, path, again);
  await bring(port, path, again);
  expect(await reports()).toBe(before + 1);
});

test('retardé, puis accepté', async () => {
  const path = mailTo(signers[1]!).returnPath;
  expect(await stateOf(signers[1]!)).toMatchObject({ state: 'delayed', words: 'Remise retardée\u00a0: le serveur destinataire ne répond pas (4.4.1)' });
  service.clock.moveTo(new Date('2026-11-24T09:20:00Z'));
  await bring(port, path, deliveryReport(path, signers[1]!.email, { action: 'delivered', status: '2.0.0', diagnostic: '250 2.0.0 ok' }));
  expect(await stateOf(signers[1]!)).toMatchObject({ state: 'accepted', since: '2026-11-24T09:20:00Z' });
});

test('un avis forgé, qui ne connaît pas l’adresse de retour, est refusé avant sa première ligne', async () => {
  const path = mailTo(signers[1]!).returnPath;
  const before = await reports();
  const forged = [path.replace(/.@/, (last) => (last === '0@' ? '1@' : '0@')), `avis-${'0'.repeat(32)}-${'0'.repeat(24)}@${domain}`, `postmaster@${domain}`, path.replace(domain, 'ailleurs.example')];
  for (const address of forged) await expect(bring(port, address, deliveryReport(address, signers[1]!.email, failed))).rejects.toMatchObject({ responseCode: 550 });
  expect(await reports()).toBe(before);
  expect(await stateOf(signers[1]!)).toMatchObject({ state: 'accepted' });
});

test('la réponse d’une personne absente n’est pas un avis', async () => {
  const before = await reports();
  await bring(port, mailTo(signers[1]!).returnPath, 'From: x@y.example\r\nAuto-Submitted: auto-replied\r\nSubject: Absence\r\n\r\nDe retour lundi.\r\n');
  expect(await reports()).toBe(before);
});

test('quatre mégaoctets de n’importe quoi sont refusés, et le suivant est lu', async () => {
  const path = mailTo(signers[1]!).returnPath;
  const before = await reports();
  const garbage = `${deliveryReport(path, signers[1]!.email, failed)}${'Z'.repeat(76)}\r\n`.padEnd(4 * 1024 * 1024, 'ordure \r\n');
  await expect(bring(port, path, garbage)).rejects.toMatchObject({ responseCode: 552 });
  expect(await reports()).toBe(before);
  await bring(port, path, deliveryReport(path, signers[1]!.email, { action: 'delivered', status: '2.1.5', diagnostic: '250 ok' }));
  expect(await reports()).toBe(before + 1);
});

test('la préfecture l’apprend une fois par tournée et par jour', async () => {
  await catchUp();
  await catchUp();
  expect(toClerk()).toHaveLength(1);
  expect(toClerk()[0]).toMatchObject({ subject: 'Lozère\u00a0: un courriel n’est pas arrivé' });
  expect(toClerk()[0]!.text).toContain(`«\u00a0${signers[0]!.bodyName}\u00a0»\u00a0: Adresse inconnue du serveur destinataire (5.1.1).`);
  expect(toClerk()[0]!.text).not.toContain(signers[0]!.email);
  const path = mailTo(signers[2]!).returnPath;
  await bring(port, path, deliveryReport(path, signers[2]!.email, { ...failed, status: '5.2.2' }));
  await catchUp();
  expect(toClerk()).toHaveLength(1);
  service.clock.moveTo(new Date('2026-11-25T08:00:00Z'));
  await catchUp();
  expect(toClerk()).toHaveLength(2);
  expect(toClerk()[1]!.text).toContain('Boîte pleine (5.2.2)');
});

test('une autre préfecture n’en voit rien', async () => {
  expect(await stateOf(signers[0]!, clerkOf('12'))).toBeUndefined();
  expect(await service.db.withIdentity(clerkOf('12'), (tx) => tx.query('select 1 from mail_report'))).toEqual([]);
  await expect(service.db.withIdentity(clerkOf('48'), (tx) => tx.query(`insert into mail_report (id, mail_id, source, action, diagnostic, content_hash, received_at) select gen_random_uuid(), id, 'report', 'failed', '', '', now() from mail limit 1`))).rejects.toThrow(/row-level security/);
  await expect(service.db.withIdentity(clerkOf('48'), (tx) => tx.query('delete from mail_report'))).rejects.toThrow(/permission denied/);
});

test('ce que notre serveur d’envoi refuse est dit de même, et le courriel repart quand il l’accepte', async () => {
  // A night has passed: the clerk's session too.
  clerk = await clerkIn(service);
  service.mailbox.welcome = (address) => (address === signers[1]!.email ? 'refuses' : 'takes');
  await clerk.post(`/tournees/${roundId}/relances`, { slotId: signers[1]!.slotId }, `/tournees/${roundId}`);
  await until(async () => (await stateOf(signers[1]!))?.state === 'bounced', 'the refusal of the relay is known');
  service.mailbox.welcome = () => 'takes';
  await nothingLeft(service.database, ['round']);
  expect(await stateOf(signers[1]!)).toMatchObject({ state: 'sent' });
});

test('un nom et une adresse piégés n’ajoutent ni en-tête ni destinataire', async () => {
  await service.database.superuser(`update signatory set first_name = E'Jeanne\\r\\nBcc: pirate@ailleurs.example\\r\\n\\r\\nTexte', last_name = '=?utf-8?Q?=0D=0ABcc:_pirate@ailleurs.example?=' where id = $1`, [people.get(signers[1]!.email)!]);
  const before = service.mailbox.mails.length;
  await clerk.post(`/tournees/${roundId}/relances`, { slotId: signers[1]!.slotId }, `/tournees/${roundId}`);
  const { raw } = await service.mailbox.receive(({ to }) => to === signers[1]!.email, before);
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  expect(head).not.toMatch(/^bcc:/im);
  expect(head.match(/^to:/gim)).toHaveLength(1);
  await service.database.superuser(`update signatory set email = $2 where id = $1`, [people.get(signers[1]!.email)!, `${signers[1]!.email}, pirate@ailleurs.example`]);
  await clerk.post(`/tournees/${roundId}/relances`, { slotId: signers[1]!.slotId }, `/tournees/${roundId}`);
  await until(async () => (await service.database.superuser(`select 1 from outbox where last_error like '%not one mailbox%'`)).length > 0, 'the address is refused');
  expect(service.mailbox.mails.filter(({ to }) => to.includes('pirate'))).toEqual([]);
});
