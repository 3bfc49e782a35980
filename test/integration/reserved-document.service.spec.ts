import type { SigningManifest } from '#libs/signing';
import { clerkIn, launch, openDraft, sign, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { certificateSeat } from '../support/certificate-seat.js';
import { QC, cardAuthority, cardOf, signWithCard, trustFileOf, unreachableLists } from '../support/own-card.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { Visitor } from '../support/visitor.js';

const begun = new Date('2026-11-24T09:00:00Z');
const authority = cardAuthority('AC Agents d’essai', begun);

let service: Service;
let clerk: Visitor;
let id: string;
let [holder, other]: [Signer, Signer] = [null!, null!];
let seat: Awaited<ReturnType<typeof certificateSeat>>;
let signed: Buffer;
beforeAll(async () => {
  service = await startService({ now: begun, settings: { TRUST_FILES: trustFileOf(authority) } });
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  [holder, other] = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet') as [Signer, Signer];
  const [document] = await sql<{ manifest: SigningManifest }>('select manifest from document where round_id = $1', [id]);
  seat = await certificateSeat(service, holder);
  await seat.reserve();
  const card = cardOf(authority, holder.name.split(' ').toReversed().join(' ').toUpperCase(), { at: begun, extensions: [unreachableLists], qualified: [QC.compliance, QC.device] });
  signed = await signWithCard((await seat.download()).bytes, document!.manifest, holder.slotId, card, service.clock.now());
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const page = () => clerk.get(`/tournees/${id}`);
const takeBack = () => clerk.post(`/tournees/${id}/reservation/fin`, {}, `/tournees/${id}`);

test('la page de la tournée dit qui a le document, pour qui, jusqu’à quand', async () => {
  const { text } = await page();
  expect(text).toContain('Le document est réservé');
  expect(text).toMatch(new RegExp(`${holder.name}, pour .+, le signe avec son propre certificat, au plus tard .*10\\s?h\\s?20`));
  expect(text).toContain('Document réservé, pour être signé avec un certificat personnel');
});

test('ce qui est signé par code pendant ce temps est compté comme en attente', async () => {
  await sign(service, other);
  expect((await page()).text).toContain('Une signature donnée par code depuis est enregistrée');
});

test('la préfecture reprend le document : c’est inscrit à son nom, et ce qui attendait entre dans le fichier', async () => {
  const { text } = await takeBack();
  expect(text).toContain('Le document est repris');
  expect(text).not.toContain('Le document est réservé');
  expect(await sql('select payload, actor from journal where subject_id = $1 and event = $2', [id, 'document.takenBack'])).toEqual([
    { payload: expect.objectContaining({ slotId: holder.slotId }), actor: expect.objectContaining({ kind: 'account', role: 'prefecture' }) },
  ]);
  await eventually(() => sql('select 1 from revision join document on document.id = document_id where round_id = $1 and slot_id = $2', [id, other.slotId]), (rows) => rows.length === 1, 'the signature that waited is in the file');
});

test('une seconde fois, elle apprend que c’était fait', async () => {
  expect((await takeBack()).text).toContain('n’était plus réservé');
});

test('d’une tournée qui n’a pas encore de document, rien n’est à reprendre', async () => {
  const draft = await openDraft(service, clerk, 1);
  expect((await clerk.post(`/tournees/${draft}/reservation/fin`, {}, `/tournees/${draft}/parties`)).status).toBe(200);
});

test('ce qui était signé pendant ce temps n’entre plus, et la personne sait quoi faire', async () => {
  const { text, status } = await seat.send(signed);
  expect([status, text]).toEqual([409, expect.stringContaining('Votre réservation a pris fin')]);
  expect((await seat.reserve()).text).toContain('Le document vous est réservé');
  await seat.giveBack();
});
