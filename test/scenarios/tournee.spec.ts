import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { clerkAddress, clerkIn, codeFor, invitationOf, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

/** Assembling, converting and signing for real takes seconds, and the machine may be busy. */
const patience = 120_000;
jest.setTimeout(patience);

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

describe('du lancement au document scellé', () => {
  let id: string;
  let signers: Signer[];
  beforeAll(async () => {
    id = await openDraft(service, clerk, 3);
    await launch(service, clerk, id);
    signers = await signersOf(service, id);
  });

  test('gestionnaires et partenaires sont invités ensemble, le préfet attend', async () => {
    const first = signers.filter(({ college }) => college !== 'prefet');
    for (const signer of first) expect(await invitationOf(service, signer)).toMatch(/^\/signer\/[\w-]{43}$/);
    const prefet = signers.find(({ college }) => college === 'prefet')!;
    expect(service.mailbox.mails.filter(({ to }) => to === prefet.email)).toEqual([]);
  });

  test('la page du signataire dit pour qui il signe, et le document s’ouvre', async () => {
    const link = await invitationOf(service, signers[1]!);
    const visitor = new Visitor(service.url);
    const page = await visitor.get(link);
    expect(page.text).toContain(`Vous signez pour : ${signers[1]!.bodyName}`);
    const document = await visitor.get(`${link}/document.pdf`);
    expect(document.headers.get('content-type')).toBe('application/pdf');
    expect(document.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('lire le lien, même cent fois, ne change rien', async () => {
    const link = await invitationOf(service, signers[1]!);
    const [before] = await service.database.superuser<{ lines: number }>('select count(*)::int as lines from journal');
    for (let i = 0; i < 100; i++) expect((await new Visitor(service.url).get(link)).status).toBe(200);
    const [after] = await service.database.superuser<{ lines: number }>('select count(*)::int as lines from journal');
    expect(after).toEqual(before);
  });

  test('un code faux ne signe pas, cinq le ferment, le journal les garde', async () => {
    const signer = signers[1]!;
    const visitor = new Visitor(service.url);
    const link = await invitationOf(service, signer);
    const code = await codeFor(service, visitor, link, signer);
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i++) {
      const page = await visitor.post(`${link}/signature`, { fullName: signer.name, code: wrong }, `${link}/code`);
      expect(page.status).toBe(422);
    }
    const page = await visitor.post(`${link}/signature`, { fullName: signer.name, code }, link);
    expect(page.status).toBe(422);
    expect(page.text).toContain('Demandez-en un autre');
    const lines = await service.database.superuser(`select 1 from journal where subject_id = $1 and event = 'refused.code'`, [id]);
    expect(lines.length).toBe(5);
  });

  test('un formulaire envoyé d’ailleurs est refusé', async () => {
    const link = await invitationOf(service, signers[1]!);
    expect((await new Visitor(service.url).postForged(`${link}/refus`, { reason: 'Je refuse pour un autre.' })).status).toBe(403);
  });

  test('chacun signe ; le dernier déclenche le scellement et chacun reçoit son exemplaire', async () => {
    for (const signer of signers.filter(({ college }) => college !== 'prefet')) expect((await sign(service, signer)).text).toContain('C’est signé');
    const prefet = signers.find(({ college }) => college === 'prefet')!;
    expect((await sign(service, prefet)).status).toBe(200);
    await until(service, id, 'sealed');
    for (const { email, bodyName } of signers) await service.mailbox.receive(({ to, subject, text }) => to === email && subject.includes('exemplaire') && text.includes(bodyName));
    await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('scellée'));
  });

  test('le document porte la certification, une signature par partie et le cachet, toutes valables', async () => {
    const { bytes } = await clerk.get(`/tournees/${id}/document.pdf`);
    const path = join(mkdtempSync(join(tmpdir(), 'paraphe-doc-')), 'convention.pdf');
    writeFileSync(path, bytes);
    const said = execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
    expect(said.match(/Signature is Valid/g)?.length).toBe(signers.length + 2);
    expect(said).not.toMatch(/Signature is (Invalid|Not)/i);
    expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
    expect((await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount()).toBeGreaterThan(10);
  });

  test('chaque version antérieure est le début exact de la suivante', async () => {
    const rows = await service.database.superuser<{ n: number; kind: string; start: string; length: string }>('select revision.* from revision join document on document.id = document_id where round_id = $1 order by n', [id]);
    expect(rows.map(({ kind }) => kind)).toEqual(['prepared', 'certification', ...signers.map(() => 'approval'), 'seal', 'store', 'timestamp']);
    rows.slice(1).forEach(({ start }, i) => expect(start).toBe(rows[i]!.length));
  });

  test('rien ne peut plus y changer', async () => {
    const page = await clerk.post(`/tournees/${id}/abandon`, { abandonReason: 'Nous avons changé d’avis.' }, `/tournees`);
    expect(page.text).toContain('terminée');
  });
});
