import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { attachedFiles } from '#libs/documents';
import { evidenceSchema, verifyEvidence } from '#libs/features/evidence';
import type { Evidence } from '#libs/features/evidence';
import { Certificates } from '#libs/features/keys';
import { verifyPdf } from '#libs/signing';
import type { SigningManifest } from '#libs/signing';
import { checkEvidence } from '../../libs/features/src/evidence/evidence.checks.js';
import { clerkIn, launch, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { QC, cardAuthority, cardOf, pemOf, signWithCard, signWithMore, trustFileOf, unreachableLists } from '../support/own-card.js';
import { eventually, nothingDue, until as soon } from '../support/patience.js';
import { certificateSeat } from '../support/certificate-seat.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const begun = new Date('2026-11-24T09:00:00Z');
const authority = cardAuthority('AC Agents d’essai', begun);
const stranger = cardAuthority('AC Inconnue', begun);

let service: Service;
let clerk: Visitor;
let id: string;
let manifest: SigningManifest;
let signers: Signer[];

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const now = () => service.clock.now();
const revisions = () => sql<{ kind: string; slot_id: string | null; certificate_serial: string | null; length: string }>('select kind, slot_id, certificate_serial, length from revision join document on document.id = document_id where round_id = $1 order by n', [id]);
const signedSlots = async () => (await revisions()).flatMap(({ slot_id }) => slot_id ?? []);
const reservations = () => sql<{ slot_id: string; used_at: Date | null; released_at: Date | null; uploads: number }>('select slot_id, used_at, released_at, uploads from document_reservation where round_id = $1 order by created_at', [id]);
const events = async () => (await sql<{ event: string }>('select event from journal where subject_id = $1 order by rank', [id])).map(({ event }) => event);
const upper = (name: string) => name.split(' ').toReversed().join(' ').toUpperCase();
const card = (signer: Signer, more: Partial<Parameters<typeof cardOf>[2]> = {}) => cardOf(authority, upper(signer.name), { at: begun, extensions: [unreachableLists], ...more });

const seat = (signer: Signer) => certificateSeat(service, signer);

beforeAll(async () => {
  service = await startService({ now: begun, settings: { TRUST_FILES: trustFileOf(authority) } });
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signers = (await signersOf(service, id)).sort((a, b) => Number(a.college === 'prefet') - Number(b.college === 'prefet'));
  [{ manifest }] = (await sql<{ manifest: SigningManifest }>('select manifest from document where round_id = $1', [id])) as [{ manifest: SigningManifest }];
});
afterAll(() => service?.stop());

test('la page explique, dit comment la signature sera appelée, et ne réserve rien', async () => {
  const { look, download, visitor, page } = await seat(signers[0]!);
  const { text, status } = await look();
  expect([status, text]).toEqual([200, expect.stringContaining('En quatre étapes')]);
  expect(text).toContain('qualifiée selon l’émetteur');
  expect((await visitor.get(page.replace('/certificat', ''))).html).toContain(`href="${page}"`);
  // Nothing is lent yet: the address of the file leads back to the page.
  expect((await download()).path).toBe(page);
  for (const path of [page, `${page}/document.pdf`]) await fetch(`${service.url}${path}`, { method: 'HEAD' });
  expect(await reservations()).toEqual([]);
  expect((await visitor.post(page, { fullName: ' ' })).status).toBe(422);
  expect(await reservations()).toEqual([]);
});

describe('un document réservé', () => {
  let first: Awaited<ReturnType<typeof seat>>;
  let lent: Buffer;
  let good: Buffer;
  const at = begun;

  beforeAll(async () => {
    first = await seat(signers[0]!);
    expect((await first.reserve()).text).toContain('Le document vous est réservé jusqu’à');
    lent = (await first.download()).bytes;
    good = await signWithCard(lent, manifest, signers[0]!.slotId, card(signers[0]!, { qualified: [QC.compliance, QC.device] }), at);
  });

  test('est exactement le fichier tel qu’il était', async () => {
    expect(lent.length).toBe(Number((await revisions()).at(-1)!.length));
    expect(lent.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('personne d’autre ne l’emporte, ni ne télécharge à la place', async () => {
    const other = await seat(signers[1]!);
    expect((await other.reserve()).status).toBe(409);
    expect((await other.look()).text).toContain('Une autre personne a réservé le document');
    expect((await other.download()).path).toBe(other.page);
    expect((await other.send(good)).text).toContain('Votre réservation a pris fin');
    await other.giveBack();
    expect(await reservations()).toMatchObject([{ used_at: null, released_at: null }]);
  });

  const before = (size: number) => lent.subarray(0, size);
  const mine = () => card(signers[0]!);
  const slot = () => signers[0]!.slotId;
  const refused: [string, () => Promise<Buffer>, string][] = [
    ['un fichier sans nouvelle signature', async () => lent, 'aucune nouvelle signature'],
    ['une signature dans l’emplacement d’un autre', () => signWithCard(lent, manifest, signers[1]!.slotId, mine(), at), 'pas dans votre emplacement'],
    ['deux révisions', async () => signWithCard(await signWithCard(lent, manifest, slot(), mine(), at), manifest, signers[1]!.slotId, mine(), at), 'enregistré plusieurs fois'],
    ['une annotation de plus', () => signWithMore(lent, manifest, slot(), mine(), at, { objects: (revision) => {
      const [note, page] = [revision.allocate(), manifest.fields[slot()]!.page];
      revision.object(note, `<</Type /Annot /Subtype /FreeText /Rect [50 50 250 120] /Contents (Sous réserve) /P ${page} 0 R>>`);
    } }), 'Autre chose que votre signature'],
    ['un autre champ changé', () => signWithMore(lent, manifest, slot(), mine(), at, { objects: (revision) => revision.object(manifest.fields[signers[1]!.slotId]!.object, `<<${manifest.fields[signers[1]!.slotId]!.widget} /MK <</CA (X)>> /AP <</N ${manifest.font.object} 0 R>>>>`) }), 'Autre chose que votre signature'],
    ['l’emplacement d’un autre réécrit à l’identique, qu’on croirait signé', () => signWithMore(lent, manifest, slot(), mine(), at, { objects: (revision) => revision.object(manifest.fields[signers[1]!.slotId]!.object, `<<${manifest.fields[signers[1]!.slotId]!.widget}>>`) }), 'Autre chose que votre signature'],
    ['une signature qui ferme le document aux autres', () => signWithMore(lent, manifest, slot(), mine(), at, { entries: `/Reference [<</Type /SigRef /TransformMethod /FieldMDP /Data ${manifest.catalog.object} 0 R /TransformParams <</Type /TransformParams /Action /All /V /1.2>>>>]` }), 'verrouillé le document'],
    ['un autre fichier', async () => Buffer.concat([before(lent.length - 40), Buffer.from('%'.repeat(200))]), 'pas le document qui vous a été prêté'],
    ['une autorité inconnue', () => signWithCard(lent, manifest, slot(), cardOf(stranger, upper(signers[0]!.name), { at: begun }), at), 'n’est pas reconnue'],
    ['un certificat périmé', () => signWithCard(lent, manifest, slot(), card(signers[0]!, { until: new Date('2026-11-20T00:00:00Z') }), at), 'pas valable aujourd’hui'],
    ['le certificat d’une autre personne', () => signWithCard(lent, manifest, slot(), cardOf(authority, 'INCONNU Zoé', { at: begun }), at), 'n’est pas celui de la personne attendue'],
  ];
  test.each(refused)('refuse %s, sans rien perdre', async (_, file, sentence) => {
    await sql('update document_reservation set uploads = 0');
    const answer = await first.send(await file());
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(sentence)]);
    expect(answer.text).toContain('Le document vous est réservé');
    expect(await signedSlots()).toEqual([]);
    expect((await events()).at(-1)).toBe('refused.certificate');
  });

  test('après trop d’envois, il faut rendre le document', async () => {
    await sql('update document_reservation set uploads = 10');
    expect((await first.send(good)).status).toBe(429);
    await sql('update document_reservation set uploads = 0');
  });

  test('les autres signent par code pendant ce temps : c’est enregistré, et leur révision attend', async () => {
    expect((await sign(service, signers[1]!)).text).toContain('C’est signé');
    await nothingDue(service.database, now());
    expect(await signedSlots()).toEqual([]);
    expect(await sql(`select 1 from outbox where last_error is not null and subject in ('round', 'document')`)).toEqual([]);
  });

  test('le bon fichier est pris, et la révision qui attendait le suit', async () => {
    // What an interrupted writer may have left is neither handed out nor kept.
    const [{ name }] = (await sql<{ name: string }>('select name from document where round_id = $1', [id])) as [{ name: string }];
    appendFileSync(join(service.config.dataDir, 'files', name), '% laissé là');
    expect((await first.download()).bytes.equals(lent)).toBe(true);
    const thanks = await first.send(good);
    expect([thanks.status, thanks.text]).toEqual([200, expect.stringContaining('C’est signé')]);
    await eventually(signedSlots, (slots) => slots.length === 2, 'both revisions are in the file');
    expect(await signedSlots()).toEqual([signers[0]!.slotId, signers[1]!.slotId]);
    const [row] = await sql<{ code_id: string | null; certificate: { qualified: string; commonName: string } }>('select code_id, certificate from approval where slot_id = $1', [signers[0]!.slotId]);
    expect(row).toMatchObject({ code_id: null, certificate: { qualified: 'signature_device', commonName: upper(signers[0]!.name) } });
    const stored = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
    expect(stored.subarray(0, good.length).equals(good)).toBe(true);
  });

  test('le même fichier renvoyé n’y change rien', async () => {
    const [kept, file] = [await events(), await signedSlots()];
    expect((await first.send(good)).text).toContain('C’est signé');
    expect([await events(), await signedSlots()]).toEqual([kept, file]);
  });
});

test('rendu, le document n’attend plus personne', async () => {
  const third = await seat(signers[2]!);
  await third.reserve();
  await third.giveBack();
  expect((await third.look()).text).toContain('Réserver le document');
  expect((await events()).slice(-2)).toEqual(['document.lent', 'document.givenBack']);
});

test('un document qui a grandi n’est plus prêté, même si sa place attend de nouveau', async () => {
  const sixth = await seat(signers[5]!);
  await sixth.reserve();
  await sql('update document_reservation set base_n = base_n - 1 where round_id = $1 and used_at is null and released_at is null', [id]);
  expect((await sixth.look()).text).toContain('Réserver le document');
  expect((await sixth.reserve()).text).toContain('Le document vous est réservé');
  await sixth.giveBack();
});

test('un formulaire abîmé reçoit une réponse, et ne garde aucune place', async () => {
  const sixth = await seat(signers[5]!);
  await sixth.reserve();
  for (let time = 0; time < 3; time++) {
    const answer = await fetch(`${service.url}${sixth.page}/envoi`, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x\r\nContent-Disposition: form-data; name="autre"; filename="a.pdf"\r\n\r\n%PDF\r\n--x--\r\n' });
    expect(answer.status).toBe(400);
  }
  await sixth.giveBack();
});

test('passé le délai, le fichier ne rentre plus, et ce qui attendait est inscrit', async () => {
  const third = await seat(signers[2]!);
  await third.reserve();
  const late = await signWithCard((await third.download()).bytes, manifest, signers[2]!.slotId, card(signers[2]!), now());
  await sign(service, signers[3]!);
  await nothingDue(service.database, now());
  expect(await signedSlots()).not.toContain(signers[3]!.slotId);
  service.clock.moveTo(new Date(now().getTime() + 21 * 60_000));
  const answer = await third.send(late);
  expect([answer.status, answer.text]).toEqual([409, expect.stringContaining('Votre réservation a pris fin')]);
  await eventually(signedSlots, (slots) => slots.includes(signers[3]!.slotId), 'what waited is written at the end of the reservation');
  expect(await signedSlots()).not.toContain(signers[2]!.slotId);
});

test('la même personne signe par code entre-temps : sa réservation tombe', async () => {
  const third = await seat(signers[2]!);
  await third.reserve();
  const both = await signWithCard((await third.download()).bytes, manifest, signers[2]!.slotId, card(signers[2]!), now());
  expect((await sign(service, signers[2]!)).text).toContain('C’est signé');
  expect((await third.send(both)).text).toContain('C’est signé');
  await eventually(signedSlots, (slots) => slots.includes(signers[2]!.slotId), 'the signature by code is in the file');
  expect(await sql('select 1 from approval where slot_id = $1 and code_id is not null', [signers[2]!.slotId])).toHaveLength(1);
});

test('un fichier signé avant un code de la même personne, envoyé au même instant : un seul des deux compte', async () => {
  const fifth = await seat(signers[4]!);
  await fifth.reserve();
  const file = await signWithCard((await fifth.download()).bytes, manifest, signers[4]!.slotId, card(signers[4]!, { qualified: [QC.compliance] }), now());
  await Promise.all([fifth.send(file), fifth.send(file), sign(service, signers[4]!).catch(() => null)]);
  await nothingDue(service.database, now());
  expect(await sql('select 1 from approval where slot_id = $1', [signers[4]!.slotId])).toHaveLength(1);
  expect((await signedSlots()).filter((one) => one === signers[4]!.slotId)).toHaveLength(1);
});

describe('la tournée achevée', () => {
  let document: Buffer;
  let evidence: Evidence;

  test('le préfet signe le dernier avec son certificat : le document est scellé, et il est valide', async () => {
    const last = signers.at(-1)!;
    for (const signer of signers.slice(5, -1)) await sign(service, signer);
    const seated = await seat(last);
    await seated.reserve();
    await seated.send(await signWithCard((await seated.download()).bytes, manifest, last.slotId, card(last), now()));
    await until(service, id, 'sealed');
    document = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
    const root = await service.web.get(Certificates, { strict: false }).anchors();
    const report = await verifyPdf(document, { anchors: root, at: now() });
    expect([report.verdict, report.complete]).toEqual(['valid', true]);
    expect(report.signatures.filter(({ certificate }) => certificate?.issuer === 'AC Agents d’essai').map(({ field }) => field)).toEqual(expect.arrayContaining([signers[0]!.slotId, last.slotId]));
    expect(report.signatures.find(({ field }) => field === signers[0]!.slotId)!.certificate!.qualified).toBe('signature_device');
  });

  test('le dossier de preuve le dit, et concorde', async () => {
    await soon(async () => (await sql('select 1 from evidence where round_id = $1', [id])).length > 0, 'the evidence is made');
    const pdf = (await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes;
    evidence = evidenceSchema.parse(JSON.parse((await attachedFiles(pdf))[0]!.bytes.toString('utf8')));
    const own = evidence.signatories.filter(({ means }) => means === 'own_certificate');
    expect(own.find(({ slotId }) => slotId === signers[0]!.slotId)).toMatchObject({ approval: { codeId: null }, certificate: { qualified: 'signature_device', root: { sha256: new X509Certificate(authority.certificate).fingerprint256.replaceAll(':', '').toLowerCase() } } });
    expect((await verifyEvidence({ evidence: pdf, document }, now())).checks.filter(({ ok }) => !ok)).toEqual([]);
    const trustPem = `${evidence.trust.rootPem}\n${pemOf(authority.certificate)}`;
    expect((await verifyEvidence({ evidence: pdf, document, trustPem }, now())).checks.filter(({ ok }) => !ok)).toEqual([]);
    // Whoever believes the service's root only is told that these certificates come from elsewhere.
    expect((await verifyEvidence({ evidence: pdf, document, trustPem: evidence.trust.rootPem }, now())).checks.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual(['document_seal']);
  });

  test.each<[string, (own: Evidence['signatories'][number]) => void]>([
    ['un autre fichier prêté', ({ certificate }) => void (certificate!.reservation.baseSha256 = 'a'.repeat(64))],
    ['une réservation plus courte', ({ certificate, approval }) => void (certificate!.reservation.expiresAt = approval!.at)],
    ['une autre autorité', ({ certificate }) => void (certificate!.root.der = stranger.certificate.toString('base64'))],
    ['un autre certificat', ({ certificate }) => void (certificate!.sha256 = 'b'.repeat(64))],
    ['une autre personne', ({ person }) => void (person.lastName = 'Inconnue')],
    ['un autre moyen', (own) => void (own.means = 'simple')],
    ['le certificat ôté', (own) => void (own.certificate = null)],
  ])('le dossier altéré se trahit : %s', async (_, change) => {
    const copy = structuredClone(evidence);
    change(copy.signatories.find(({ means }) => means === 'own_certificate')!);
    expect(checkEvidence(evidence).filter(({ ok }) => !ok)).toEqual([]);
    expect(checkEvidence(copy).filter(({ ok }) => !ok)).not.toEqual([]);
  });

  test('la vérification publique nomme cette signature comme son émetteur', async () => {
    const visitor = new Visitor(service.url);
    expect((await visitor.upload('/verifier', 'document', { name: 'c.pdf', type: 'application/pdf', content: document })).text).toContain('signature électronique qualifiée selon l’émetteur du certificat');
  });
});
