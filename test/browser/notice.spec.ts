import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import { addParty } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { demonstrationDossier, saveLocalPartner } from '#libs/features/directory';
import { giveMembership, recordPerson } from '#libs/features/identity';
import { systemActor } from '#libs/platform';
import { clerkAddress } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { downloadBy, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les préavis ne sont PAS essayés dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const screenshotsFolder = process.env.PARAPHE_SCREENSHOTS ?? null;
const dossier = demonstrationDossier();
const gestionnaire = dossier.gestionnaires[0]!;
const mayor = 'maire@gestionnaire-48.example';
const seed = systemActor('test');
const onePixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

browsing('un préavis, dans un vrai navigateur', () => {
  const inspection = new PageInspection(screenshotsFolder);
  let service: Service;
  let browser: Browser;
  let agreement: AgreementRow;

  beforeAll(async () => {
    service = await startService({ now: new Date('2026-12-01T09:00:00Z') });
    agreement = await livingAgreement(service, { signedOn: legalDay('2026-07-01'), termEndsOn: legalDay('2027-06-30') });
    await service.tick();
    await service.db.withIdentity(seed, async (tx) => {
      const accountId = await recordPerson(tx, { id: randomUUID(), email: mayor, fullName: 'Odile Castanier' }, service.clock.now());
      await giveMembership(tx, { id: randomUUID(), accountId, departementCode: '48', role: 'gestionnaire', organisationId: gestionnaire.id, createdBy: 'test' }, service.clock.now());
    });
    browser = await openChromium(chromiumPath!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function signedIn(address: string, screen: BrowserContextOptions): Promise<Page> {
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    const page = await signIn(context, service, address);
    if (screen === desk) return page;
    // The mail is read at a desk, where the menu shows that one is in; what follows is the telephone's.
    const other = await openScreen(browser, { ...screen, storageState: await context.storageState() });
    inspection.listenTo(other);
    return other.newPage();
  }
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const noFault = () => expect(inspection.faults).toEqual([]);

  test('un gestionnaire dénonce la convention depuis son téléphone', async () => {
    const page = await signedIn(mayor, phone);
    await page.goto(`${service.url}/conventions/${agreement.id}`);
    await page.getByRole('main').getByRole('link', { name: 'Dénoncer', exact: true }).first().tap();
    await heading(page, 'Dénoncer la convention');
    // The last useful day is read before the first field.
    const useful = page.getByText('Dernier jour utile', { exact: false }).first();
    await useful.waitFor();
    expect(await useful.evaluate((node) => node.ownerDocument.querySelector('main form')!.compareDocumentPosition(node) & 2)).toBe(2);
    await page.getByRole('button', { name: /Pourquoi cette date/ }).tap();
    await page.getByText('comptés vers l’avant', { exact: false }).waitFor();
    await inspection.look(page, 'preavis-dernier-jour');
    await page.getByRole('button', { name: 'Commencer' }).tap();

    await heading(page, 'Le pouvoir de dénoncer');
    await page.locator('label[for="kind-1"]').tap();
    await page.getByLabel('Référence de l’acte').fill('délibération n° 2026-114');
    await page.getByLabel('Jour de l’acte').fill('2026-11-16');
    await page.getByLabel(/Jour de sa transmission/).fill('2026-11-18');
    await inspection.look(page, 'preavis-pouvoir');
    await page.getByRole('button', { name: 'Continuer' }).tap();

    await heading(page, 'Les lettres');
    const letter = await downloadBy(page, page.getByRole('link', { name: /^Word/ }).first());
    expect(letter.fileName).toBe(`denonciation-${agreement.number}.docx`);
    expect((await readFile(letter.path)).subarray(0, 2).toString()).toBe('PK');
    await page.locator('label[for="lettre_0_mode-1"]').tap();
    await page.locator('#lettre_0_tracking').fill('RR473124828FR');
    await page.locator('#lettre_0_sentOn').fill('2026-11-30');
    await page.getByRole('button', { name: 'Voir la réponse avant d’enregistrer' }).tap();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'preavis-lettres-refusees');
    expect(await page.locator('#lettre_0_sentOn').inputValue()).toBe('2026-11-30');
    await page.locator('#lettre_0_tracking').fill('RR 473 124 829 FR');
    await page.getByRole('button', { name: 'Voir la réponse avant d’enregistrer' }).tap();

    await heading(page, 'Vérifier et enregistrer');
    await page.getByRole('heading', { name: 'Réponse provisoire' }).waitFor();
    await inspection.look(page, 'preavis-verifier');
    await page.getByRole('button', { name: 'Enregistrer l’envoi' }).tap();

    await heading(page, /^Dénonciation/);
    await page.getByText('La réception n’est pas encore établie', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Joindre une pièce' }).tap();
    await page.locator('#piece').setInputFiles({ name: 'bordereau.png', mimeType: 'image/png', buffer: onePixel });
    await page.getByRole('button', { name: 'Joindre', exact: true }).tap();
    await page.getByRole('link', { name: 'bordereau.png' }).waitFor();
    await inspection.look(page, 'preavis-enregistre');
    noFault();
  });

  test('un fichier qui n’est ni un PDF ni une image est refusé, quel que soit son nom', async () => {
    const page = await signedIn(mayor, phone);
    await page.goto(`${service.url}/conventions/${agreement.id}/preavis`);
    await page.getByRole('link', { name: /^Dénonciation/ }).tap();
    await page.getByRole('button', { name: 'Joindre une pièce' }).tap();
    await page.locator('#piece').setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html><script>alert(1)</script>') });
    await page.getByRole('button', { name: 'Joindre', exact: true }).tap();
    await page.locator('#error-summary:focus').waitFor();
    await page.getByText('Ce fichier n’est ni un PDF ni une image', { exact: false }).first().waitFor();
    await inspection.look(page, 'preavis-piece-refusee');
    noFault();
  });

  test('un agent de la préfecture comprend, de l’écran seul, pourquoi un préavis est en retard', async () => {
    const partnerId = randomUUID();
    await service.db.withIdentity(seed, async (tx) => {
      await saveLocalPartner(tx, '48', { ...dossier.localPartners[0]!, id: partnerId, structureIds: dossier.structures.filter(({ gestionnaireId }) => gestionnaireId === gestionnaire.id).map(({ id }) => id) });
      await addParty(tx, agreement.id, { partyId: partnerId, kind: 'local_partner', name: dossier.localPartners[0]!.name, since: legalDay('2026-07-01') });
    });
    service.clock.moveTo(new Date('2027-01-05T09:00:00Z'));
    await service.tick();
    const host = await programOf(service, 'gestionnaire', gestionnaire.id);
    const made = await host.post(`/agreements/${agreement.id}/notices`, {
      party: partnerId, received: true, letters: [{ addressee: gestionnaire.id, mode: 'registered_letter', trackingNumber: 'RR473124829FR', sentOn: '2026-12-28', outcome: 'delivered', presentedOn: '2026-12-30', deliveredOn: '2027-01-04' }],
    });
    expect(made.json).toMatchObject({ state: 'late' });
    const page = await signedIn(clerkAddress, desk);
    await page.goto(`${service.url}/conventions/${agreement.id}/preavis`);
    await inspection.look(page, 'preavis-liste');
    await page.getByRole('link', { name: /^Retrait/ }).click();
    await heading(page, /^Retrait/);
    await page.getByRole('heading', { name: 'Pourquoi ce préavis est en retard' }).waitFor();
    const read = (await page.getByRole('main').innerText()).replace(/[\s\u00a0\u202f]+/g, ' ');
    for (const words of ['4 jours trop tard', '4 janvier 2027', '4 juillet 2027', 'jeudi 31 décembre 2026', '30 juin 2028', 'article 7', 'Selon le jour qui compte', 'décide', 'par analogie']) expect(read.toLowerCase()).toContain(words.toLowerCase());
    await inspection.look(page, 'preavis-tardif');
    await page.goto(`${service.url}/conventions/${agreement.id}/preavis/nouveau`);
    await heading(page, 'Non prévu par la convention');
    await inspection.look(page, 'preavis-non-prevu');
    await page.getByRole('link', { name: 'Enregistrer une résiliation' }).click();
    await heading(page, /intérêt général/);
    await inspection.look(page, 'preavis-interet-general');
    await page.goto(`${service.url}/conventions/${agreement.id}/preavis/recu`);
    await inspection.look(page, 'preavis-recu');
    await page.getByLabel(new RegExp(dossier.gestionnaires[1]!.name)).check({ force: true });
    await page.getByRole('button', { name: 'Continuer' }).click();
    await heading(page, 'Le pouvoir de dénoncer');
    await page.locator('label[for="kind-1"]').click();
    await page.getByLabel('Référence de l’acte').fill('délibération n° 12');
    await page.getByLabel('Jour de l’acte').fill('2026-11-16');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await heading(page, 'Ce qui a été reçu');
    await page.locator('label[for="lettre_0_mode-3"]').click();
    await page.locator('#lettre_0_deliveredOn').fill('2026-12-30');
    await page.getByRole('button', { name: 'Voir la réponse avant d’enregistrer' }).click();
    await page.getByRole('heading', { name: 'Préavis reçu à temps' }).waitFor();
    await inspection.look(page, 'preavis-recu-verifier');
    await page.getByRole('button', { name: 'Enregistrer la lettre' }).click();
    await heading(page, /^Dénonciation/);
    await page.getByText('Pouvoir de dénoncer : un doute').or(page.getByText('Pouvoir de dénoncer\u00a0: un doute')).first().waitFor();
    await inspection.look(page, 'preavis-a-temps');
    noFault();
  });
});
