import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachedFiles } from '#libs/documents';
import { Correspondence } from '#libs/features/correspondence';
import { evidenceSchema, verifyEvidence } from '#libs/features/evidence';
import type { Evidence, EvidenceVerification } from '#libs/features/evidence';
import { WorkflowRunner, brokenLine, journalOf, systemActor } from '#libs/platform';
import { clerkIn, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { odile, seatOdile } from '../support/one-person.js';
import { nothingLeft, until as soon } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const evidenceMaxMs = 90_000;

let service: Service;
let clerk: Visitor;
let id: string;
let signers: Signer[];
let pdf: Buffer;
let document: Buffer;
let evidence: Evidence;

const reader = systemActor('test');
const failed = ({ checks }: EvidenceVerification) => checks.filter(({ ok }) => !ok).map(({ code }) => code);
const now = () => service.clock.now();

beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  await seatOdile(service, '48', 2);
  id = await openDraft(service, clerk, 3);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
  await remind();
  clerk = await clerkIn(service);
  for (const signer of [...signers.filter(({ college }) => college !== 'prefet'), ...signers.filter(({ college }) => college === 'prefet')]) await sign(service, signer);
  await until(service, id, 'sealed');
  pdf = await made();
  document = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
  evidence = evidenceSchema.parse(JSON.parse((await attachedFiles(pdf))[0]!.bytes.toString('utf8')));
});
afterAll(() => service?.stop());

/** The Monday after, everybody is reminded, and a server says that it has not delivered the mail of the first. */
async function remind(): Promise<void> {
  service.clock.moveTo(new Date('2026-11-30T09:00:00Z'));
  await service.worker.get(Correspondence, { strict: false }).catchUp();
  await nothingLeft(service.database, ['correspondent', 'round']);
  await service.database.superuser(
    `insert into mail_report (id, mail_id, source, action, status, diagnostic, content_hash, received_at)
     select gen_random_uuid(), mail.id, 'report', 'delayed', '4.4.1', '451', 'once', $2 from mail join signatory on signatory.id::text = mail.recipient_id
     where mail.subject_id = $1 and mail.kind = 'signature.invitation' and signatory.email = $3 limit 1`, [id, service.clock.now(), reminded()!.email]);
}
const reminded = () => signers.find(({ college }) => college !== 'prefet');

/** The evidence file, as the clerk downloads it once it is made. */
async function made(): Promise<Buffer> {
  await soon(async () => (await service.database.superuser('select 1 from evidence where round_id = $1', [id])).length === 1, 'the evidence is made', evidenceMaxMs);
  return (await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes;
}

test('le dossier concorde en tout point, seul et avec la convention', async () => {
  const alone = await verifyEvidence({ evidence: pdf }, now());
  expect(alone.checks.filter(({ ok }) => !ok)).toEqual([]);
  const both = await verifyEvidence({ evidence: pdf, document, trustPem: evidence.trust.rootPem }, now());
  expect(both.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(both).toMatchObject({ valid: true, root: 'given', number: evidence.agreement.number });
});

test('il nomme chaque signataire, ses courriels, son lien, son code et son acte', () => {
  expect(evidence.signatories.map(({ person }) => person.email).sort()).toEqual(signers.map(({ email }) => email).sort());
  for (const { mails, links, codes, approval, signature } of evidence.signatories) {
    expect(mails.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['signature.invitation', 'signature.code', 'signature.final_copy']));
    expect(mails.every(({ sentAt, smtpReply }) => sentAt !== null && smtpReply !== null)).toBe(true);
    expect(links.find(({ id: link }) => link === approval?.linkId)?.openedAt).toBe(codes[0]!.createdAt);
    expect(signature.certificateSerial).toMatch(/^[0-9a-f]{32}$/);
  }
  expect(evidence.anchor).not.toBeNull();
});

test('un rappel qui portait plusieurs liens y est, avec le lien qu’il portait, et ce qui est revenu d’un courriel', () => {
  const { mails, links } = evidence.signatories.find(({ person }) => person.email === reminded()!.email)!;
  const digest = mails.find(({ kind }) => kind === 'correspondence.digest')!;
  expect(links.filter(({ mailId }) => mailId === digest.id)).toHaveLength(1);
  expect(links.filter(({ mailId, id: own }) => mailId === own).length).toBeGreaterThan(0);
  expect(mails.filter(({ bounce }) => bounce !== null)).toMatchObject([{ kind: 'signature.invitation', bounce: { action: 'delayed', status: '4.4.1' } }]);
});

test('une invitation qui portait deux places y est pour chacune, avec le lien qui a signé ; les autres y sont une fois', () => {
  const hers = evidence.signatories.filter(({ person }) => person.email === odile.email);
  const invitations = hers.map(({ mails }) => mails.filter(({ kind }) => kind === 'signature.invitation'));
  expect(invitations.map((one) => one.length)).toEqual([1, 1]);
  expect(new Set(invitations.flat().map(({ id: mailId }) => mailId)).size).toBe(1);
  for (const { links, approval } of hers) expect(links.find(({ id: link }) => link === approval!.linkId)!.mailId).toBe(invitations[0]![0]!.id);
  expect(new Set(hers.map(({ approval }) => approval!.linkId)).size).toBe(2);
  for (const { mails } of evidence.signatories) expect(mails.filter(({ kind }) => kind === 'signature.invitation')).toHaveLength(1);
});

test('il ne contient ni code ni lien en clair, seulement leurs engagements', () => {
  const text = JSON.stringify(evidence);
  for (const { text: mail } of service.mailbox.mails) for (const [, token] of mail.matchAll(/\/signer\/([\w-]{43})/g)) expect(text).not.toContain(token);
});

test('il est un PDF scellé, sans faute de syntaxe, que le lecteur sait déballer', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'paraphe-evidence-')), 'preuve.pdf');
  writeFileSync(path, pdf);
  expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
  const said = execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
  expect(said.match(/Signature is Valid/g)?.length).toBeGreaterThanOrEqual(2);
  expect(execFileSync('pdfdetach', ['-list', path], { encoding: 'utf8' })).toContain('preuve.json');
  const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' });
  for (const { bodyName } of signers) expect(text.replace(/\s+/g, ' ')).toContain(bodyName.replace(/\s+/g, ' '));
});

test.each([[2], [30], [60], [90]])('un octet changé à %i %% du fichier, et le cachet le dit', async (percent) => {
  const altered = Buffer.from(pdf);
  const at = Math.floor((altered.length * percent) / 100);
  altered[at] = altered[at]! ^ 1;
  const answer = await verifyEvidence({ evidence: altered }, now()).then(failed, (fault: { code?: string }) => [fault.code]);
  expect(answer.length).toBeGreaterThan(0);
});

test('une autre convention, ou une version intermédiaire, ne concorde pas', async () => {
  const certified = evidence.documents[0]!.revisions[1]!.length;
  expect(failed(await verifyEvidence({ evidence: pdf, document: document.subarray(0, certified) }, now()))).toEqual(expect.arrayContaining(['document_states', 'document_seal']));
  expect(failed(await verifyEvidence({ evidence: pdf, document: pdf }, now()))).toContain('document_states');
});

test('une racine que l’on ne croit pas le fait refuser', async () => {
  const stranger = Buffer.from(evidence.trust.certificates[0]!.der, 'base64').toString('base64');
  const answer = failed(await verifyEvidence({ evidence: pdf, trustPem: `-----BEGIN CERTIFICATE-----\n${stranger}\n-----END CERTIFICATE-----\n` }, now()));
  expect(answer).toEqual(expect.arrayContaining(['root', 'evidence_seal']));
});

test('ce qui n’est pas un dossier de preuve est dit tel', async () => {
  await expect(verifyEvidence({ evidence: document }, now())).rejects.toMatchObject({ code: 'evidence_unreadable' });
  await expect(verifyEvidence({ evidence: Buffer.from('rien') }, now())).rejects.toMatchObject({ code: 'evidence_unreadable' });
});

test('la préfecture seule le télécharge, et chaque lecture est au journal', async () => {
  expect((await new Visitor(service.url).get(`/tournees/${id}/preuve.pdf`)).bytes.subarray(0, 5).toString()).not.toBe('%PDF-');
  const reads = async () => (await service.database.superuser<{ payload: { form: string } }>(`select payload from journal where subject_id = $1 and event = 'evidence.read' order by rank`, [id])).map(({ payload }) => payload.form);
  const before = (await reads()).length;
  const json = await clerk.get(`/tournees/${id}/preuve.json`);
  expect(JSON.parse(json.bytes.toString('utf8'))).toEqual(evidence);
  expect((await reads()).slice(before)).toEqual(['json']);
  expect((await clerk.get(`/tournees/${id}`)).html).toContain(`href="/tournees/${id}/preuve.pdf"`);
  expect(brokenLine(await service.db.withIdentity(reader, (tx) => journalOf(tx, 'round', id)))).toBeNull();
});

test('un clerc d’un autre département ne sait même pas qu’il existe', async () => {
  await service.database.superuser(`update membership set departement_code = '12'`);
  expect((await clerk.get(`/tournees/${id}/preuve.pdf`)).status).toBe(404);
  await service.database.superuser(`update membership set departement_code = '48'`);
});

test('il est fait une fois : le redemander ne change rien', async () => {
  const [row] = await service.database.superuser<{ sha256: string; length: string }>('select sha256, length from evidence where round_id = $1 order by n desc limit 1', [id]);
  expect(row).toEqual({ sha256: createHash('sha256').update(pdf).digest('hex'), length: String(pdf.length) });
  const again = await service.db.withIdentity(reader, (tx) => service.worker.get(WorkflowRunner).announce(tx, 'round', id, { type: 'compileEvidence' }));
  await soon(async () => (await service.database.superuser('select 1 from outbox where id = $1 and done_at is not null', [again])).length === 1, 'the effect is done');
  expect((await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes.equals(pdf)).toBe(true);
});
