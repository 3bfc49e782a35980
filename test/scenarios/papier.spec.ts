import { createHash } from 'node:crypto';
import { attachedFiles } from '#libs/documents';
import { evidenceSchema, verifyEvidence } from '#libs/features/evidence';
import type { Evidence } from '#libs/features/evidence';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { verifyPdf } from '#libs/signing';
import { checkScans } from '../../libs/features/src/evidence/evidence.checks-scans.js';
import { clerkIn, invitationOf, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const observer = systemActor('test');
const scan = Buffer.from('%PDF-1.7 exemplaire signé à la main');
const scanHash = createHash('sha256').update(scan).digest('hex');

let service: Service;
let clerk: Visitor;
let id: string;
let signers: Signer[];
let hand: Signer;
let link: string;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signers = await signersOf(service, id);
  hand = signers[1]!;
  link = await invitationOf(service, hand);
});
afterAll(() => service?.stop());

const slotOf = async ({ slotId }: Signer) => (await service.db.withIdentity(observer, (tx) => loadRound(tx, id))).facts.slots.find((slot) => slot.id === slotId)!;

/** Posts the scan from the page of the person asked. */
async function record(signedOn: string, content: Buffer | null = scan, name = 'signé.pdf') {
  const page = `/tournees/${id}/emplacements/${hand.slotId}/signataires/${(await slotOf(hand)).signatoryId}`;
  const body = new FormData();
  body.append('_csrf', /name="_csrf" value="([^"]+)"/.exec((await clerk.get(page)).html)?.[1] ?? '');
  body.append('signedOn', signedOn);
  if (content) body.append('scan', new Blob([new Uint8Array(content)]), name);
  return clerk['request'](`${page}/papier`, { method: 'POST', body: body as unknown as URLSearchParams });
}

describe('une signature donnée sur papier', () => {
  test.each<[string, string, Buffer | null, string]>([
    ['sans sa copie numérisée', '2026-11-24', null, 'Joignez la copie numérisée'],
    ['sans jour', '', scan, 'Indiquez le jour porté sur le papier'],
    ['datée de demain', '2026-11-25', scan, 'ne peut pas être datée d’un jour à venir'],
    ['datée d’avant le texte', '2026-11-23', scan, 'daté d’avant l’assemblage du texte'],
    ['avec autre chose qu’un PDF ou une image', '2026-11-24', Buffer.from('<html><script>1</script>'), 'ni un PDF, ni une image'],
  ])('%s, elle n’est pas enregistrée', async (_, signedOn, content, message) => {
    const page = await record(signedOn, content);
    expect(page.status).toBe(422);
    expect(page.text).toContain(message);
    expect((await slotOf(hand)).state).toBe('invited');
    expect(await service.database.superuser('select 1 from paper_signature')).toEqual([]);
  });

  test('sous un titre qui n’était plus valable ce jour-là, elle n’est pas enregistrée, sauf si la préfecture la laisse valoir en le motivant', async () => {
    const title = `/tournees/${id}/habilitations/${hand.slotId}`;
    await clerk.post(title, { power: 'delegation', nature: 'signature', reference: 'décision n° 7', signedOn: '2026-11-02', named: 'yes', publishedOn: '2026-11-02', objects: 'all', territory: 'whole', immediate: 'no', until: '2026-11-20' }, title);
    const refused = await record('2026-11-24');
    expect(refused.text).toContain('La signature serait irrégulière');
    expect((await slotOf(hand)).state).toBe('invited');
    expect(await service.database.superuser('select 1 from paper_signature')).toEqual([]);
    await clerk.post(`${title}/acceptation`, { reason: 'L’organisme a confirmé par écrit la prolongation de la délégation.' }, title);
  });

  test('enregistrée, elle vaut pour l’organisme, à la date du papier ; le lien ne signe plus', async () => {
    await record('2026-11-24');
    expect(await slotOf(hand)).toMatchObject({ state: 'approved', means: 'handwritten', order: 1 });
    const page = await clerk.get(`/tournees/${id}`);
    expect(page.text).toContain('Signature manuscrite du 24 novembre 2026, attestée par la préfecture.');
    expect(page.text).toContain('Signature manuscrite enregistrée');
    const codes = service.mailbox.mails.filter(({ subject }) => subject.includes('code')).length;
    await new Visitor(service.url).post(`${link}/code`, { fullName: hand.name }, link);
    expect(service.mailbox.mails.filter(({ subject }) => subject.includes('code'))).toHaveLength(codes);
  });

  test('la copie se télécharge, en pièce jointe, telle qu’elle fut donnée ; hors de la préfecture elle n’existe pas', async () => {
    const address = `/tournees/${id}/emplacements/${hand.slotId}/papier`;
    const kept = await clerk.get(address);
    expect(kept.bytes.equals(scan)).toBe(true);
    expect(kept.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(kept.headers.get('content-type')).toBe('application/pdf');
    expect((await new Visitor(service.url).get(address)).path).toBe('/connexion');
    expect((await clerk.get(`/tournees/${id}/emplacements/${signers[2]!.slotId}/papier`)).status).toBe(404);
  });

  test('une seconde fois, rien ne change', async () => {
    expect((await record('2026-11-24')).text).toContain('La signature de cet organisme est déjà enregistrée');
    expect(await service.database.superuser('select 1 from paper_signature')).toHaveLength(1);
  });
});

describe('le document et son dossier de preuve', () => {
  let pdf: Buffer;
  let file: Buffer;
  let evidence: Evidence;
  beforeAll(async () => {
    for (const signer of signers.slice(2)) await sign(service, signer);
    await sign(service, signers[0]!);
    await until(service, id, 'sealed');
    pdf = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
    await eventually(() => service.database.superuser('select 1 from evidence where round_id = $1', [id]), (rows) => rows.length === 1, 'the evidence is made');
    file = (await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes;
    evidence = evidenceSchema.parse(JSON.parse((await attachedFiles(file))[0]!.bytes.toString('utf8')));
    const { checks } = await verifyEvidence({ evidence: file, document: pdf, trustPem: evidence.trust.rootPem }, service.clock.now());
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('le document dit à cet emplacement que la signature est manuscrite, de qui, de quel jour, et l’empreinte de sa copie', async () => {
    const { signatures, verdict, complete } = await verifyPdf(pdf, { anchors: [], at: service.clock.now() });
    const signature = signatures.find(({ field }) => field === hand.slotId)!;
    expect([verdict, complete]).toEqual(['indeterminate', true]);
    expect(signature.integrity).toBe('intact');
    expect(JSON.stringify(signature)).toContain(scanHash);
    expect(JSON.stringify(signature)).toContain(`Signature manuscrite de`);
  });

  test('le dossier de preuve, version 2, garde le moyen, le jour et l’empreinte, sans approbation ni code', () => {
    const attested = evidence.signatories.find(({ slotId }) => slotId === hand.slotId)!;
    expect(evidence.version).toBe(2);
    expect(attested).toMatchObject({ means: 'handwritten', approval: null, paper: { signedOn: '2026-11-24', sha256: scanHash, mediaType: 'application/pdf' }, authority: { verdict: 'irregular', faults: expect.arrayContaining(['delegation_after']) } });
    expect(evidence.signatories.filter(({ means }) => means === 'simple')).toHaveLength(signers.length - 1);
  });

  test('la copie numérisée est jointe au dossier de preuve ; une autre mise à sa place est trouvée', async () => {
    const files = await attachedFiles(file);
    expect(files.map(({ name }) => name)).toEqual(['preuve.json', 'signature-manuscrite-1.pdf']);
    expect(files[1]!.bytes.equals(scan)).toBe(true);
    const verdict = (attached: typeof files) => checkScans(evidence, attached);
    expect(verdict(files)).toMatchObject({ code: 'scans', ok: true });
    expect(verdict([{ ...files[1]!, bytes: Buffer.from('%PDF-1.7 un autre exemplaire') }]).ok).toBe(false);
    expect(verdict([files[0]!]).ok).toBe(false);
    expect(verdict([...files, files[1]!]).ok).toBe(false);
  });
});
