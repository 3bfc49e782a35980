import type { Browser, Page } from 'playwright-core';
import { clerkAddress } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages de l’import ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');
const browsing = chromiumPath ? describe : describe.skip;

/** One line of each fate: known by name, new, doubtful, refused, of another département. */
const list = (known: { name: string; city: string }) => `id_fs;insee_dep;lib_fs;adresse;insee_com;code_postal;lib_com;h_lundi;h_mardi;format_fs;remarque
1;48;${known.name.toUpperCase()};12 rue de l'Église;;;${known.city};09:00 - 12:00 / 13:30 - 17:00;09:00 - 12:00;Fixe;à revoir
2;48;France services de Langogne;avenue Foch;48080;48300;Langogne;09:00 - 12:00;Sur RDV;Fixe;
3;48;Bus France services Aubrac;;48104;12470;Nasbinals;Horaires non communiqués;9h-12h;Bus_équivalent;
4;48;;place du Foirail;48095;48000;Mende;;;Fixe;
5;12;France services de Rodez;;12202;12000;Rodez;;;Fixe;
`;

browsing('importer une liste, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
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

  test('le fichier, les colonnes, l’aperçu : tout se voit avant d’écrire', async () => {
    const [known] = await service.database.superuser<{ name: string; city: string }>('select name, city from structure order by name limit 1');
    await page.goto(`${service.url}/annuaire/import`);
    await inspection.look(page, 'import-fichier');
    await page.getByRole('button', { name: 'Lire le fichier' }).click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'import-sans-fichier');
    await page.getByLabel(/^Fichier de la liste/).setInputFiles({ name: 'structures.csv', mimeType: 'text/csv', buffer: Buffer.from(list(known!)) });
    await page.getByRole('button', { name: 'Lire le fichier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ce que dit chaque colonne' }).waitFor();
    await inspection.look(page, 'import-colonnes');
    await page.getByLabel(/^Commune/).first().selectOption('lib_fs');
    await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'import-colonne-deux-fois');
    await page.getByLabel(/^Commune/).first().selectOption('lib_com');
    await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
    await page.getByRole('heading', { level: 1, name: 'Aperçu avant d’importer' }).waitFor();
    await inspection.look(page, 'import-apercu-refusees');
    for (const [name, picture] of [[/à fusionner/, 'fusionnees'], [/à créer/, 'creees'], [/avec une remarque/, 'remarques']] as const) {
      await page.getByRole('navigation', { name: 'Lignes à montrer' }).getByRole('link', { name }).click();
      await inspection.look(page, `import-apercu-${picture}`);
    }
  });

  test('s’applique et s’annule au clavier seul', async () => {
    await pressByKeyboard(page, page.getByRole('button', { name: /^Appliquer/ }));
    await page.getByRole('heading', { level: 1, name: 'Import terminé' }).waitFor();
    await inspection.look(page, 'import-resultat');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Annuler cet import' }));
    await page.getByRole('heading', { level: 1, name: 'Import annulé' }).waitFor();
    await inspection.look(page, 'import-annule');
    await page.goto(`${service.url}/annuaire/import`);
    await inspection.look(page, 'import-passes');
    await page.goto(`${service.url}/annuaire/exporter`);
    await inspection.look(page, 'export');
  });

  test('aucune de ces pages n’a de défaut', () => expect(inspection.faults).toEqual([]));
});
