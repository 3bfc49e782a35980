import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { signedAgreement } from '../support/signed-agreement.js';
import type { SignedAgreement } from '../support/signed-agreement.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { downloadBy } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : la page de vérification n’est PAS essayée dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const screenshotsFolder = process.env.PARAPHE_SCREENSHOTS ?? null;
const number = 'CDFS-48-2026-802';
/** The time given to a file is short, and the machine of the tests may be busy. */
const triesMax = 8;

browsing('la vérification publique, dans un vrai navigateur', () => {
  const inspection = new PageInspection(screenshotsFolder);
  let service: Service;
  let browser: Browser;
  let agreement: SignedAgreement;
  let page: Page;

  beforeAll(async () => {
    service = await startService();
    agreement = await signedAgreement(service, number);
    browser = await openChromium(chromiumPath!);
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** Drops a file; told that the examination took too long, does as the page says and tries again. */
  async function drop(file: Buffer, on = page): Promise<void> {
    for (let tries = 0; tries < triesMax; tries++) {
      await on.getByLabel(/^(Document à vérifier|Votre PDF)/).setInputFiles({ name: 'convention.pdf', mimeType: 'application/pdf', buffer: file });
      await on.getByRole('button', { name: 'Vérifier', exact: true }).click();
      await on.locator('.fr-breadcrumb', { hasText: /Résultat|impossible/ }).waitFor({ state: 'attached' });
      if (!(await on.getByRole('heading', { name: 'L’examen a duré trop longtemps' }).count())) return;
      await on.goto(`${service.url}/verifier`);
    }
  }

  test('depuis l’accueil, on dépose un document intact : la réponse vient en premier', async () => {
    await page.goto(service.url);
    await page.getByRole('main').getByRole('link', { name: 'Vérifier un document' }).click();
    await inspection.look(page, 'verifier');
    await drop(agreement.pdf);
    await page.getByRole('heading', { level: 1, name: 'Document intact, signé par 2 personnes, en vigueur.' }).waitFor();
    await inspection.look(page, 'verifier-intact');
    await page.evaluate('document.querySelectorAll("details").forEach((folded) => { folded.open = true; })');
    await inspection.look(page, 'verifier-intact-deplie');
  });

  test('le rapport se télécharge, bien que rien ne soit gardé', async () => {
    const { path, fileName } = await downloadBy(page, page.getByRole('link', { name: /Télécharger le rapport/ }));
    expect(fileName).toMatch(/^verification-[0-9a-f]{12}\.json$/);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ verdict: 'valid', file: { sha256: agreement.finalHash } });
  });

  test('sans fichier, l’erreur reçoit le focus', async () => {
    await page.goto(`${service.url}/verifier`);
    await page.getByRole('button', { name: 'Vérifier', exact: true }).click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'verifier-sans-fichier');
  });

  test('un document altéré et un fichier illisible ont chacun leur page', async () => {
    const altered = Buffer.from(agreement.pdf);
    const at = altered.indexOf('/MediaBox');
    altered[at + 14] = altered[at + 14]! ^ 1;
    await page.goto(`${service.url}/verifier`);
    await drop(altered);
    await page.getByRole('heading', { level: 1, name: /^Document (altéré|modifié)/ }).waitFor();
    await inspection.look(page, 'verifier-altere');
    await page.goto(`${service.url}/verifier`);
    await drop(Buffer.from('bonjour'));
    await page.getByRole('heading', { level: 1, name: 'Ce fichier n’est pas un PDF lisible' }).waitFor();
    await inspection.look(page, 'verifier-illisible');
  });

  test('le code imprimé mène, sur un téléphone et sans JavaScript, à la convention puis à la réponse', async () => {
    const context = await openScreen(browser, { ...phone, javaScriptEnabled: false });
    const mobile = await context.newPage();
    await mobile.goto(`${service.url}/verifier/${number}`);
    await mobile.getByText('En vigueur', { exact: true }).waitFor();
    await drop(agreement.revisions[2]!, mobile);
    await mobile.getByRole('heading', { level: 1, name: /version intermédiaire/ }).waitFor();
    await page.goto(`${service.url}/verifier/${number}`);
    await inspection.look(page, 'verifier-numero');
  });

  test('à la largeur d’un bureau comme d’un téléphone, aucune page n’a de défaut', () => expect(inspection.faults).toEqual([]));
});
