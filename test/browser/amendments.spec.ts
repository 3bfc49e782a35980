import type { Browser, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import { addParty } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { demonstrationDossier } from '#libs/features/directory';
import { systemActor } from '#libs/platform';
import { clerkAddress } from '../support/actors.js';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les avenants ne sont PAS essayés dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const dossier = demonstrationDossier();
const partner = dossier.localPartners[0]!;

browsing('les avenants, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let page: Page;
  let agreement: AgreementRow;

  beforeAll(async () => {
    service = await startService();
    agreement = await livingAgreement(service, { signedOn: legalDay('2026-07-01'), termEndsOn: legalDay('2029-12-31') });
    await service.db.withIdentity(systemActor('test'), (tx) => addParty(tx, agreement.id, { partyId: partner.id, kind: 'local_partner', name: partner.name, since: legalDay('2026-07-01') }));
    await service.tick();
    browser = await openChromium(chromiumPath!);
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    page = await signIn(context, service, clerkAddress);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });
  const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name });
  const choose = (label: string) => page.locator('label', { hasText: label }).click();

  test('un agent prépare un avenant : ce qui change, la rédaction, les signataires et leurs raisons', async () => {
    await page.goto(`${service.url}/conventions/${agreement.id}/avenants`);
    await inspection.look(page, 'liste-vide');
    await link('Préparer un avenant').click();
    await inspection.look(page, 'ce-qui-change');
    await choose('Rédaction d’un article');
    await button('Continuer vers la rédaction').click();
    await inspection.look(page, 'choix-de-l-article');
    await page.getByLabel('Article à modifier').selectOption('4.2');
    await button('Continuer').click();
    const before = page.getByLabel('Rédaction remplacée');
    expect((await before.inputValue()).length).toBeGreaterThan(50);
    await button('Continuer vers les signataires').click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'redaction-inchangee');
    await page.getByLabel('Nouvelle rédaction').fill('Les structures ouvrent au moins vingt-huit heures par semaine, sur cinq jours.');
    await button('Continuer vers les signataires').click();
    await page.getByRole('heading', { name: 'Qui signera' }).waitFor();
    expect(await page.getByText('Un article de la convention engage toutes les parties').first().isVisible()).toBe(true);
    await inspection.look(page, 'signataires');
    await link('Ajouter une modification').click();
    await choose('Annexe\u00a05 : offre d’un partenaire');
    await button('Continuer vers la rédaction').click();
    await inspection.look(page, 'annexe-5');
    await page.getByLabel('Partenaire', { exact: true }).selectOption(partner.id);
    await choose(dossier.structures[0]!.name);
    await page.getByLabel('Nouvelle rédaction').fill('Par dérogation, la permanence se tient hors des horaires.');
    await button('Continuer vers les signataires').click();
    await page.locator('#error-summary:focus').waitFor();
    expect(await page.getByLabel('Nouvelle rédaction').inputValue()).toContain('Par dérogation');
    await inspection.look(page, 'derogation-silencieuse');
    await page.getByLabel('Nouvelle rédaction').fill('Permanence le premier mardi du mois.');
    await button('Continuer vers les signataires').click();
    await page.getByLabel('Prise d’effet').fill('2026-11-01');
    await button('Lancer les signatures').click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'effet-passe');
  });

  test('une annexe 6 informe sans signature, et les horaires s’annoncent avant leur effet', async () => {
    await page.goto(`${service.url}/conventions/${agreement.id}/avenants/nouveau?quoi=annexe_6`);
    await page.getByLabel('Partenaire', { exact: true }).selectOption(dossier.nationalPartners[0]!.id);
    await page.getByLabel('Nouvelle rédaction').fill('Nouvelle référente pour toutes les structures.');
    await button('Continuer vers les signataires').click();
    await page.getByLabel('Prise d’effet').fill('2027-01-15');
    await button('Informer les parties').click();
    await page.getByText('Les parties ont été informées').waitFor();
    await inspection.look(page, 'informe');
    await page.goto(`${service.url}/conventions/${agreement.id}/avenants/horaires`);
    await inspection.look(page, 'horaires-choix');
    await page.getByLabel('Structure', { exact: true }).selectOption(dossier.structures[0]!.id);
    await button('Continuer').click();
    await page.getByLabel('Vendredi').fill('');
    await page.getByLabel(/s’appliquent à partir du/).fill('2026-11-24');
    await button('Vérifier d’abord').click();
    await page.getByText('Trop tard pour ce jour').waitFor();
    await inspection.look(page, 'horaires-trop-tard');
    await button('Informer les parties').click();
    await page.locator('#error-summary:focus').waitFor();
    await page.getByLabel(/s’appliquent à partir du/).fill('2026-12-15');
    await choose('affichage à l’entrée');
    await button('Informer les parties').click();
    await page.getByText('les nouveaux horaires s’appliqueront').first().waitFor();
    await inspection.look(page, 'horaires-annonces');
    await page.goto(`${service.url}/conventions/${agreement.id}/avenants`);
    await inspection.look(page, 'liste');
    expect(inspection.faults).toEqual([]);
  });
});
