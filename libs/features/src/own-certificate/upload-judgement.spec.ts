import { certifiedCatalogEntries, verifyPdf } from '#libs/signing';
import type { SignerIdentity, SigningManifest } from '#libs/signing';
import { preparedPdf } from '../../../signing/test/prepared-pdf.js';
import { SignedPdf, testAuthorities } from '../../../signing/test/signed-pdf.js';
import type { TestAuthorities } from '../../../signing/test/signed-pdf.js';
import { QC, cardAuthority, cardOf, signWithCard, signWithMore } from '../../../../test/support/own-card.js';
import type { CardAuthority } from '../../../../test/support/own-card.js';
import { judgeUpload } from './upload-judgement.js';

const now = new Date('2026-11-24T09:00:00Z');

describe('ce qui revient signé', () => {
  let house: TestAuthorities;
  let agents: CardAuthority;
  let manifest: SigningManifest;
  let lent: Buffer;
  let mine: SignerIdentity;
  const card = (name: string, more: Partial<Parameters<typeof cardOf>[2]> = {}, from = agents) => cardOf(from, name, { at: now, ...more });

  beforeAll(async () => {
    house = await testAuthorities(now);
    agents = cardAuthority('AC Agents', now);
    const prepared = await preparedPdf({ slots: ['slot_1', 'slot_2', 'slot_3'] });
    ({ manifest } = prepared);
    const file = await SignedPdf.open(prepared);
    await file.sign('certify', 'certification', await house.signer('certification', now), now);
    await file.sign('approve', 'slot_2', await house.signer('signatory', now), now);
    lent = file.pdf;
    mine = card('DUPONT Jean', { qualified: [QC.compliance] });
  });

  async function judged(pdf: Buffer) {
    const report = await verifyPdf(pdf, { anchors: [house.rootDer, agents.certificate], at: now });
    const found = judgeUpload(report, { slotId: 'slot_1', firstName: 'Jean', lastName: 'Dupont', signatures: 2, timestamps: 0, now });
    return 'refusal' in found ? found.refusal : found.signature.certificate!.qualified;
  }

  test('une signature de plus, dans son emplacement, à son nom', async () => {
    expect(await judged(await signWithCard(lent, manifest, 'slot_1', mine, now))).toBe('certificate');
    expect(await judged(await signWithCard(lent, manifest, 'slot_1', card('DUPONT Jean', { qualified: [QC.device, QC.compliance] }), now))).toBe('signature_device');
    // A device alone, without compliance, declares nothing.
    expect(await judged(await signWithCard(lent, manifest, 'slot_1', card('DUPONT Jean', { qualified: [QC.device] }), now))).toBeNull();
  });

  test('ce qu’un programme récrit sans rien changer est pris', async () => {
    const rewritten = { ...manifest, fields: { ...manifest.fields, slot_1: { ...manifest.fields['slot_1']!, widget: manifest.fields['slot_1']!.widget.replace(/\/T <[^>]*>/, '/T (slot\\1371)') } } };
    const catalog = `<<${certifiedCatalogEntries(manifest)} ${EXTENSIONS} /Version /2.0>>`;
    expect(await judged(await signWithMore(lent, rewritten, 'slot_1', mine, now, { objects: (revision) => revision.object(manifest.catalog.object, catalog) }))).toBe('certificate');
  });

  const field = (name: string) => manifest.fields[name]!;
  test.each<[string, () => Promise<Buffer>, string]>([
    ['le fichier tel quel', async () => lent, 'not_signed'],
    ['dans l’emplacement d’un autre', () => signWithCard(lent, manifest, 'slot_3', mine, now), 'other_slot'],
    ['deux signatures', async () => signWithCard(await signWithCard(lent, manifest, 'slot_1', mine, now), manifest, 'slot_3', mine, now), 'several_revisions'],
    ['une note ajoutée', () => signWithMore(lent, manifest, 'slot_1', mine, now, { objects: (revision) => revision.object(revision.allocate(), '<</Type /Annot /Subtype /FreeText /Rect [50 50 250 120] /Contents (Non)>>') }), 'document_changed'],
    ['le contenu de la police changé', () => signWithMore(lent, manifest, 'slot_1', mine, now, { objects: (revision) => revision.object(manifest.font.object, '<</Type /Font /Subtype /Type1 /BaseFont /Courier>>') }), 'document_changed'],
    ['un autre emplacement redessiné', () => signWithMore(lent, manifest, 'slot_1', mine, now, { objects: (revision) => revision.object(field('slot_3').object, `<<${field('slot_3').widget} /MK <</CA (X)>>>>`) }), 'document_changed'],
    ['son emplacement effacé', () => signWithMore(lent, hidden(manifest), 'slot_1', mine, now, {}), 'slot_changed'],
    ['une action à l’ouverture, avec des extensions permises', () => signWithMore(lent, manifest, 'slot_1', mine, now, { objects: (revision) => revision.object(manifest.catalog.object, `<<${certifiedCatalogEntries(manifest)} ${EXTENSIONS} /OpenAction <</S /JavaScript /JS (x)>>>>`) }), 'document_changed'],
    ['un verrou sur tout', () => signWithMore(lent, manifest, 'slot_1', mine, now, { entries: `/Reference [<</Type /SigRef /TransformMethod /FieldMDP /Data ${manifest.catalog.object} 0 R /TransformParams <</Type /TransformParams /Action /All /V /1.2>>>>]` }), 'closes_document'],
    ['une autorité inconnue', () => signWithCard(lent, manifest, 'slot_1', card('DUPONT Jean', {}, cardAuthority('AC Autre', now)), now), 'certificate_untrusted'],
    ['un certificat périmé', () => signWithCard(lent, manifest, 'slot_1', card('DUPONT Jean', { until: new Date('2026-11-20T00:00:00Z') }), now), 'certificate_expired'],
    ['un autre nom', () => signWithCard(lent, manifest, 'slot_1', card('MARTIN Zoe'), now), 'other_person'],
    ['un octet changé après', async () => redated(await signWithCard(lent, manifest, 'slot_1', mine, now), lent.length), 'signature_broken'],
  ])('%s : refusé', async (_, file, refusal) => expect(await judged(await file())).toBe(refusal));
});

const EXTENSIONS = '/Extensions <</ESIC <</Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1>>>>';

/** The slot as a program leaves it that draws nothing: without size. */
function hidden(manifest: SigningManifest): SigningManifest {
  const slot = manifest.fields['slot_1']!;
  return { ...manifest, fields: { ...manifest.fields, slot_1: { ...slot, widget: slot.widget.replace(/\/Rect \[[^\]]*\]/, '/Rect [0 0 0 0]') } } };
}

/** The day that the signature claims, changed after it was made. */
function redated(pdf: Buffer, from: number): Buffer {
  return Buffer.concat([pdf.subarray(0, from), Buffer.from(pdf.toString('latin1', from).replace('(D:20261124', '(D:20261125'), 'latin1')]);
}
