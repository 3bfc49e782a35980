import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { clerkAddress } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { downloadBy, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages des modèles ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const screenshotsFolder = process.env.PARAPHE_SCREENSHOTS ?? null;

/** An agreement of our own, with what the screens must show: parts, lists, blanks, boxes, annexes, and defects of each severity. */
const text = `Convention d’essai des maisons de services
Préambule
Les signataires ouvrent des lieux d’accueil où chacun est aidé dans ses démarches.
Article 1 – Objet
La présente convention organise l’accueil des usagers dans le département.
Elle lie le préfet, les gestionnaires et les partenaires.
Article 2 – Engagements des gestionnaires
2.1 Accueil
Chaque lieu ouvre vingt-quatre heures par semaine, selon les horaires de l’annexe 2.
· un point d’accueil
· un espace confidentiel
2.2 Équipement
La visioconférence est installée avant le 31 décembre 2022.
2.3 Continuité
Le gestionnaire prévient les usagers de toute fermeture. Erreur ! Signet non défini.
Article 3 – Suivi
Un comité de suivi se réunit chaque année, sous la présidence du préfet.
Article 4 – Communication
Les signataires peuvent citer leur participation.
Fait à …………………… le ……………………
Le préfet
Le gestionnaire
Liste des annexes
Annexe 1 : Horaires des lieux
Annexe 2 : Liste des référents
`;
const amended = text
  .replace('vingt-quatre heures', 'trente heures')
  .replace('Article 4 – Communication', 'Article 4 – Formation\nLes agents sont formés chaque année.\nArticle 5 – Communication')
  .replace('Elle lie le préfet, les gestionnaires et les partenaires.\n', '');

browsing('les modèles, dans un vrai navigateur', () => {
  const inspection = new PageInspection(screenshotsFolder);
  let service: Service;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    service = await startService();
    browser = await openChromium(chromiumPath!);
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    page = await signIn(context, service, clerkAddress);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function importText(words: string, on = page): Promise<void> {
    await on.goto(`${service.url}/modeles/importer`);
    await on.getByLabel(/^Texte de la convention/).setInputFiles({ name: 'convention.txt', mimeType: 'text/plain', buffer: Buffer.from(words) });
    await on.getByRole('button', { name: 'Importer', exact: true }).click();
    await on.getByRole('heading', { level: 1, name: 'Convention d’essai des maisons de services' }).waitFor();
  }

  const unfold = () => page.evaluate('document.querySelectorAll("main details").forEach((folded) => { folded.open = true; })');

  test('la liste mène à l’import, qui dit ce qui lui manque', async () => {
    await page.goto(`${service.url}/modeles`);
    await inspection.look(page, 'modeles');
    await page.getByRole('link', { name: 'Importer un texte officiel' }).click();
    await inspection.look(page, 'modeles-importer');
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'modeles-importer-sans-fichier');
  });

  test('un texte importé montre ce qui a été compris, et ce qui reste à faire', async () => {
    await importText(text);
    await inspection.look(page, 'modele-brouillon');
    await unfold();
    await inspection.look(page, 'modele-brouillon-deplie');
  });

  test('un motif trop court : le focus va au résumé, et la page garde ce qui est écrit', async () => {
    await page.reload();
    await page.getByText('Publier malgré cette erreur').first().click();
    await page.getByLabel('Motif').first().fill('non');
    await page.getByRole('button', { name: 'Accepter cette erreur' }).first().click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'modele-motif-refuse');
  });

  test('corrigé, accepté, approuvé, lu : il se publie', async () => {
    await page.getByLabel(/^Ce qui est imprimé/).first().fill('Mende');
    await page.getByRole('button', { name: 'Enregistrer les blancs' }).click();
    const waive = page.getByText('Publier malgré cette erreur');
    for (let left = await waive.count(); left > 0; left--) {
      await waive.first().click();
      await page.getByLabel('Motif').first().fill('Le texte officiel est ainsi.');
      await page.getByRole('button', { name: 'Accepter cette erreur' }).first().click();
      await page.getByText('L’erreur est acceptée, avec son motif.').waitFor();
    }
    for (const box of await page.locator('input[name="ecart"]').all()) await box.check({ force: true });
    await page.getByRole('button', { name: 'Approuver les écarts cochés' }).click();
    await page.getByText('Les écarts cochés sont approuvés.').waitFor();
    await page.getByRole('button', { name: 'Enregistrer les lectures' }).click();
    await page.getByText('Ce brouillon est prêt').waitFor();
    await inspection.look(page, 'modele-pret');
    await page.getByRole('button', { name: 'Publier cette version' }).first().click();
    await page.getByText('La version est publiée.').waitFor({ timeout: 60_000 });
    await inspection.look(page, 'modele-publie');
  });

  test('les différences entre deux versions se lisent, sur un téléphone et sans JavaScript aussi', async () => {
    await importText(amended);
    await page.getByRole('button', { name: 'Voir les différences' }).click();
    await page.getByRole('heading', { level: 1, name: 'Différences' }).waitFor();
    await inspection.look(page, 'modele-differences');
    const { path } = await downloadBy(page, page.getByRole('link', { name: 'Télécharger en PDF' }));
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    await inspection.look(page, 'modele-differences-imprimees');
    await page.emulateMedia({ media: null });
    const context = await openScreen(browser, { ...phone, javaScriptEnabled: false, storageState: await page.context().storageState() });
    const mobile = await context.newPage();
    await importText(amended, mobile);
    await mobile.getByText('Ce brouillon ne peut pas encore être publié').waitFor();
  });

  test('le modèle du projet et la liste remplie', async () => {
    await page.goto(`${service.url}/modeles`);
    await inspection.look(page, 'modeles-liste');
    await page.getByRole('link', { name: /Version 1 de .*modèle de référence du projet/ }).click();
    await inspection.look(page, 'modele-du-projet');
    await page.goto(`${service.url}/modeles/pieces-officielles`);
    await inspection.look(page, 'pieces-officielles');
  });

  test('à la largeur d’un bureau comme d’un téléphone, aucune page n’a de défaut', () => expect(inspection.faults).toEqual([]));
});
