import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Role } from '#libs/domain';
import { partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { Papers, Press, paperLinks } from '#libs/features/papers';
import type { NoticeLetterPrint, NoticeReceiptPrint, Paper } from '#libs/features/papers';
import { Storage, systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { testDatabaseUrl } from '../support/database.js';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const withDatabase = testDatabaseUrl ? describe : describe.skip;
const withOffice = testDatabaseUrl && process.env.SOFFICE_PATH ? test : test.skip;
if (!process.env.SOFFICE_PATH) console.warn('LibreOffice est absent : aucune pièce n’est imprimée.');

const system = systemActor('test');
const pdf = Buffer.from('%PDF-1.7\nune pièce');

withDatabase('les pièces de la vie d’une convention', () => {
  let service: Service;
  let agreement: AgreementRow;
  let parties: readonly AgreementParty[];
  let papers: Papers;
  beforeAll(async () => {
    service = await startService();
    agreement = await livingAgreement(service);
    parties = await service.db.withIdentity(system, (tx) => partiesOf(tx, agreement.id));
    papers = service.web.get(Papers, { strict: false });
  });
  afterAll(() => service?.stop());

  const account = (role: Role, organisation: string | null, departement = '48'): Actor => ({ kind: 'account', id: randomUUID(), departement, role, organisation });
  const bound = (kind: AgreementParty['kind'], rank = 0) => parties.filter((party) => party.kind === kind)[rank]!.partyId;
  const given = (more: Partial<Paper> = {}) => ({
    id: randomUUID(), agreementId: agreement.id, subject: 'withdrawal', subjectId: randomUUID(), kind: 'letter', title: 'Lettre', fileName: 'lettre.pdf', mediaType: 'application/pdf', readers: 'parties' as const, ...more,
  });
  const keep = (paper: Parameters<Papers['keep']>[1], content = pdf, actor: Actor = system) => service.db.withIdentity(actor, (tx) => papers.keep(tx, paper, content));
  const sees = async (actor: Actor, { id }: { id: string }) => (await service.db.withIdentity(actor, (tx) => papers.find(tx, id))) !== null;

  test('gardée deux fois sous le même identifiant, la première reste', async () => {
    const paper = given();
    const first = await keep(paper);
    expect(first).toMatchObject({ bytes: pdf.length, createdAt: service.clock.now() });
    expect(await keep({ ...paper, title: 'Autre' }, Buffer.from('%PDF autre'))).toEqual(first);
    expect((await papers.content(first)).equals(pdf)).toBe(true);
    expect(await service.db.withIdentity(system, (tx) => papers.of(tx, { subject: 'withdrawal', subjectId: paper.subjectId }))).toEqual([first]);
    expect((await service.db.withIdentity(system, (tx) => papers.of(tx, { agreementId: agreement.id }))).map(({ id }) => id)).toContain(paper.id);
  });

  test('deux fois en même temps, une seule est gardée, et son contenu est le sien', async () => {
    const paper = given();
    const kept = await Promise.all(['un', 'deux', 'trois'].map((word) => keep(paper, Buffer.from(`%PDF ${word}`))));
    expect(new Set(kept.map(({ sha256 }) => sha256)).size).toBe(1);
    await expect(papers.content(kept[0]!)).resolves.toBeInstanceOf(Buffer);
  });

  test('un fichier altéré n’est pas remis', async () => {
    const paper = await keep(given(), Buffer.from('%PDF à altérer'));
    await writeFile(service.web.get(Storage).path(`papers/${paper.sha256.slice(0, 2)}/${paper.sha256}`), '%PDF autre chose');
    await expect(papers.content(paper)).rejects.toThrow(/not the one/);
  });

  test('pour toutes les parties : la préfecture, l’audit et chaque partie la lisent ; un autre département et un organisme tiers, non', async () => {
    const paper = await keep(given());
    for (const actor of [account('prefecture', null), account('auditor', null), account('gestionnaire', bound('gestionnaire')), account('partner', bound('national_partner'))]) expect(await sees(actor, paper)).toBe(true);
    for (const actor of [account('prefecture', null, '12'), account('auditor', null, '12'), account('gestionnaire', randomUUID()), account('partner', randomUUID()), account('agent', bound('gestionnaire')), account('gestionnaire', bound('gestionnaire'), '12')]) {
      expect(await sees(actor, paper)).toBe(false);
    }
  });

  test('pour quelques organismes : eux seuls, et la préfecture', async () => {
    const paper = await keep(given({ readers: [bound('gestionnaire')] }));
    expect(await sees(account('gestionnaire', bound('gestionnaire')), paper)).toBe(true);
    expect(await sees(account('prefecture', null), paper)).toBe(true);
    expect(await sees(account('gestionnaire', bound('gestionnaire', 1)), paper)).toBe(false);
    expect(await sees(account('partner', bound('national_partner')), paper)).toBe(false);
  });

  test('une partie garde les siennes ; un tiers n’en garde que pour lui ; l’audit n’en garde pas ; personne n’en change', async () => {
    await keep(given(), pdf, account('gestionnaire', bound('gestionnaire')));
    await keep(given(), pdf, account('prefecture', null));
    const candidate = randomUUID();
    await keep(given({ readers: [candidate] }), pdf, account('partner', candidate));
    for (const actor of [account('auditor', null), account('partner', candidate), account('prefecture', null, '12'), account('agent', bound('gestionnaire'))]) await expect(keep(given(), pdf, actor)).rejects.toThrow(/row-level security/);
    await expect(service.db.withIdentity(system, (tx) => tx.query(`update paper set title = 'x'`))).rejects.toThrow(/permission denied/);
    await expect(service.db.withIdentity(system, (tx) => tx.query('delete from paper'))).rejects.toThrow(/permission denied/);
  });

  test('la page la remet en pièce jointe ; une page web reçue d’une personne n’est que des octets', async () => {
    const clerk = await clerkIn(service);
    const page = await clerk.get(paperLinks.file((await keep(given({ fileName: 'Préavis « 2027 ».pdf' }))).id));
    expect([page.status, page.headers.get('content-type'), page.headers.get('x-content-type-options'), page.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'nosniff', 'private, no-store']);
    expect(page.headers.get('content-disposition')).toMatch(/^attachment; filename=".*\.pdf"; filename\*=UTF-8''Pr%C3%A9avis/);
    expect(page.bytes.equals(pdf)).toBe(true);

    const hostile = await clerk.get(paperLinks.file((await keep(given({ fileName: '../page.html', mediaType: 'text/html' }), Buffer.from('<script>alert(1)</script>'))).id));
    expect([hostile.headers.get('content-type'), hostile.headers.get('content-disposition')]).toEqual(['application/octet-stream', 'attachment; filename=page-html.bin']);
    for (const id of [randomUUID(), 'x']) expect((await clerk.get(paperLinks.file(id))).status).toBe(404);
  });

  test('l’API dit ce qu’elle est, et la remet à qui peut la lire', async () => {
    const paper = await keep(given({ readers: [bound('gestionnaire')] }));
    const reader = await programOf(service, 'gestionnaire', bound('gestionnaire'));
    const said = await reader.get(`/papers/${paper.id}`);
    expect([said.status, said.json]).toEqual([200, expect.objectContaining({ id: paper.id, agreementId: agreement.id, mediaType: 'application/pdf', fileName: 'lettre.pdf', sha256: paper.sha256, contentUrl: `/api/v1/papers/${paper.id}/content` })]);
    const file = await reader.get(`/papers/${paper.id}/content`);
    expect([file.status, file.headers.get('content-type'), file.text]).toEqual([200, 'application/pdf', pdf.toString()]);
    const stranger = await programOf(service, 'partner', bound('national_partner'));
    expect([(await stranger.get(`/papers/${paper.id}`)).status, (await stranger.get(`/papers/${paper.id}/content`)).status]).toEqual([404, 404]);
  });

  withOffice('le site imprime une lettre ; l’atelier seul scelle un récépissé', async () => {
    const sample = <T,>(document: string) => JSON.parse(readFileSync(`templates/${document}/v1/sample.json`, 'utf8')) as T;
    const date = service.clock.now();
    const letter = await service.web.get(Press, { strict: false }).print({ document: 'preavis', data: sample<NoticeLetterPrint>('preavis'), title: 'Préavis', date });
    expect([letter.docx.subarray(0, 2).toString(), letter.pdf.subarray(0, 5).toString()]).toEqual(['PK', '%PDF-']);
    expect(letter.pdf.includes('/ByteRange')).toBe(false);

    const receipt = { document: 'recepisse', data: sample<NoticeReceiptPrint>('recepisse'), title: 'Récépissé', date } as const;
    const acts = { certification: { reason: 'Certification du récépissé' }, seal: { reason: 'Scellement du récépissé', lines: ['Récépissé scellé'] } };
    const sealed = await service.worker.get(Press, { strict: false }).printSealed(receipt, acts);
    expect(sealed.level).toBe('B-LTA');
    // The certification, the seal and the archive timestamp.
    expect(sealed.pdf.toString('latin1').match(/\/ByteRange/g)).toHaveLength(3);
    await expect(service.web.get(Press, { strict: false }).printSealed(receipt, acts)).rejects.toThrow(/worker/);
  });

  withOffice('des mots qui manquent ne s’impriment pas', async () => {
    const press = service.worker.get(Press, { strict: false });
    await expect(press.print({ document: 'preavis', data: { demonstration: true } as never, title: 'Préavis', date: new Date() })).rejects.toThrow(/agreement/);
  });
});
