import { readFileSync } from 'node:fs';
import { Certificates } from '#libs/features/keys';
import { Timestamps } from '#libs/features/sealing';
import { Storage } from '#libs/platform';
import { verifyPdf } from '#libs/signing';
import type { VerificationReport } from '#libs/signing';
import { clerkIn, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { until as eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { TimestampServer } from '../support/timestamp-server.js';
import type { Behaviour } from '../support/timestamp-server.js';
import type { Visitor } from '../support/visitor.js';

/** Structures of the demonstration for which twenty bodies sign. */
const structures = 12;
const hostile: readonly Behaviour[] = ['wrong_nonce', 'wrong_imprint', 'past', 'silent', 'huge', 'page', 'error'];
const started = new Date('2026-11-24T09:00:00Z');

let service: Service;
let authority: TimestampServer;
let clerk: Visitor;
let id: string;
let signers: Signer[];

beforeAll(async () => {
  authority = await TimestampServer.open(() => service?.clock.now() ?? started);
  service = await startService({ settings: { TIMESTAMP_URLS: authority.url, TIMESTAMP_TIMEOUT_MS: '500' } });
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, structures);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
});
afterAll(async () => {
  await service?.stop();
  await authority?.stop();
});

type Row = { kind: string; timestamped: boolean; slot_id: string | null };
const revisions = () => service.database.superuser<Row>('select kind, timestamped, slot_id from revision join document on document.id = document_id where round_id = $1 order by n', [id]);
const written = (count: number) => eventually(async () => (await revisions()).filter(({ kind }) => kind === 'approval').length >= count, `${count} approvals are in the file`);
const judge = async (): Promise<VerificationReport> => {
  const [document] = await service.database.superuser<{ name: string }>('select name from document where round_id = $1', [id]);
  const bytes = readFileSync(service.worker.get(Storage).path(document!.name));
  const roots = await service.web.get(Certificates).anchors();
  return verifyPdf(bytes, { anchors: [...roots, authority.root], at: service.clock.now() });
};

test('l’autorité répond : chaque signature porte son jeton', async () => {
  expect(signers.length).toBe(20);
  for (const signer of signers.filter(({ college }) => college !== 'prefet').slice(0, 4)) await sign(service, signer);
  await written(4);
  expect((await revisions()).filter(({ kind }) => kind === 'approval').map(({ timestamped }) => timestamped)).toEqual([true, true, true, true]);
});

test('une autorité hostile ne change rien : chacun signe, au niveau B-B, et la page le dit', async () => {
  const before = (await revisions()).filter(({ timestamped }) => timestamped).length;
  const waiting = signers.filter(({ college }) => college !== 'prefet').slice(4, 4 + hostile.length);
  for (const [i, signer] of waiting.entries()) {
    authority.behaviour = hostile[i]!;
    await eventually(async () => service.worker.get(Timestamps).standing === 'answering', 'the authority may be asked again');
    expect((await sign(service, signer)).text).toContain('C’est signé');
    await written(5 + i);
  }
  expect((await revisions()).filter(({ timestamped }) => timestamped).length).toBe(before);
  expect([...authority.met].sort()).toEqual(['good', ...hostile].sort());
  const { text } = await clerk.get(`/tournees/${id}`);
  expect(text.match(/Format B-B : aucune autorité d’horodatage ne répondait/g)).toHaveLength(hostile.length);
  expect((await judge()).verdict).toBe('valid');
});

test('l’autorité s’arrête : tous signent, le cachet est apposé, l’absence d’horodatage est dite', async () => {
  await authority.stop();
  const signed = new Set((await revisions()).map(({ slot_id }) => slot_id));
  for (const signer of signers.filter(({ slotId, college }) => !signed.has(slotId) && college !== 'prefet')) await sign(service, signer);
  await sign(service, signers.find(({ college }) => college === 'prefet')!);
  await until(service, id, 'sealed', 120_000);
  const { text } = await clerk.get(`/tournees/${id}`);
  expect(text).toContain('PAdES B-B : l’autorité d’horodatage ne répondait pas');
  const report = await judge();
  expect([report.verdict, report.level, report.complete]).toEqual(['valid', 'B-B', true]);
});

test('le dossier de preuve ne l’attend pas', async () => {
  await eventually(async () => (await service.database.superuser('select 1 from evidence where round_id = $1', [id])).length === 1, 'the evidence file is made', 120_000);
});

test('elle revient, et quelqu’un ajoute à ses jetons des certificats illisibles ou inconnus : le document atteint B-LTA de lui-même', async () => {
  authority.behaviour = 'crowded';
  await authority.start();
  await eventually(async () => (await service.database.superuser(`select 1 from preservation where round_id = $1 and state = 'archived'`, [id])).length === 1, 'the document is archived', 120_000);
  const report = await judge();
  expect([report.verdict, report.level]).toEqual(['valid', 'B-LTA']);
  expect(report.signatures.map(({ level }) => level)).toEqual(Array.from({ length: signers.length + 2 }, () => 'B-LTA'));
  expect((await clerk.get(`/tournees/${id}`)).text).toContain('PAdES B-LTA, horodatage d’archive renouvelé de lui-même');
  expect([authority.met.has('crowded'), authority.lured]).toEqual([true, false]);
});

test('le dossier de preuve, fait pendant la panne, est refait avec ses preuves de date', async () => {
  const files = () => service.database.superuser<{ n: number; archived: boolean }>('select n, archived from evidence where round_id = $1 order by n', [id]);
  await eventually(async () => (await files()).some(({ archived }) => archived), 'the evidence file is archived', 120_000);
  expect((await files()).map(({ archived }) => archived)).toEqual([false, true]);
});

test('des années plus tard, l’horodatage d’archive est renouvelé avant de périmer', async () => {
  const [kept] = await service.database.superuser<{ renewOn: string }>(`select facts->>'renewOn' as "renewOn" from preservation where round_id = $1`, [id]);
  service.clock.moveTo(new Date(`${kept!.renewOn}T12:00:00Z`));
  await service.tick();
  await eventually(async () => (await service.database.superuser(`select 1 from preservation where round_id = $1 and (facts->>'archives')::int = 2`, [id])).length === 1, 'the archive is renewed', 120_000);
  const report = await judge();
  expect([report.verdict, report.level]).toEqual(['valid', 'B-LTA']);
  expect(report.documentTimestamps.length).toBeGreaterThanOrEqual(3);
  expect(authority.lured).toBe(false);
});
