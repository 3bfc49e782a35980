import type { Browser, BrowserContext, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import { Chronicle } from '#libs/features/agreement';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { clerkAddress } from '../support/actors.js';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phoneSize } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages de la vie d’une convention ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const lise = 'lise.pradel@gestionnaire-48.example';

/** What the other procedures would tell of a full year, so that the picture is judged full. */
const fullYear = (agreement: AgreementRow): ChronicleEntry[] => {
  const one = (uid: string, on: string, lane: ChronicleEntry['lane'], title: string, tone: ChronicleEntry['tone']): ChronicleEntry => ({ uid: `${uid}-${agreement.id}`, on: legalDay(on), lane, title, tone });
  return [
    one('q1', '2026-03-31', 'obligation', 'Bilan du premier trimestre', 'done'), one('q2', '2026-06-30', 'obligation', 'Bilan du deuxième trimestre', 'done'), one('q3', '2026-09-30', 'obligation', 'Bilan du troisième trimestre', 'late'),
    one('q4', '2026-12-31', 'obligation', 'Bilan du quatrième trimestre', 'due'), one('survey', '2026-12-31', 'obligation', 'Enquête de satisfaction', 'due'), one('committee', '2026-12-31', 'obligation', 'Comité de pilotage', 'due'),
    one('a1', '2025-09-01', 'amendment', 'Avenant nᵒ 1 : annexe 5', 'done'), one('a2', '2027-01-15', 'amendment', 'Avenant nᵒ 2 : articles', 'due'), one('leaver', '2026-12-31', 'party', 'Départ du Centre intercommunal', 'due'),
  ];
};

browsing('la vie d’une convention, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let page: Page;
  let agreement: AgreementRow;

  const context = async (screen: typeof desk): Promise<BrowserContext> => {
    const opened = await openScreen(browser, screen);
    inspection.listenTo(opened);
    return opened;
  };

  beforeAll(async () => {
    service = await startService();
    agreement = await livingAgreement(service, { signedOn: legalDay('2024-05-14'), termEndsOn: legalDay('2024-12-31') });
    await livingAgreement(service, { signedOn: legalDay('2025-01-15'), termEndsOn: legalDay('2026-06-30'), renewalMonths: 0 });
    await service.tick();
    service.web.get(Chronicle).tell(async (_tx, told) => (told.id === agreement.id ? fullYear(told) : []));
    browser = await openChromium(chromiumPath!);
    page = await signIn(await context(desk), service, clerkAddress);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  test('de chez soi à la convention, puis à la décision', async () => {
    await inspection.look(page, 'espace-prefecture');
    await page.getByRole('link', { name: 'Voir les conventions' }).click();
    await page.getByRole('heading', { level: 1, name: 'Conventions' }).waitFor();
    await inspection.look(page, 'conventions');
    await page.getByRole('link', { name: `Convention ${agreement.number}` }).click();
    await page.getByRole('heading', { level: 2, name: 'La vie de la convention' }).waitFor();
    await inspection.look(page, 'convention');
    await page.evaluate('document.querySelectorAll("details").forEach((folded) => { folded.open = true; })');
    await inspection.look(page, 'convention-deplie');
    // The last useful day is past: what cannot be wished any more is said at the field, and the choice stays.
    await page.getByLabel(/^Ne pas reconduire/).check({ force: true });
    await pressByKeyboard(page, page.getByRole('button', { name: /la décision$/ }));
    await page.locator('#error-summary:focus').waitFor();
    expect(await page.getByLabel(/^Ne pas reconduire/).isChecked()).toBe(true);
    await inspection.look(page, 'convention-refus');
    await page.getByLabel(/^Continuer/).check({ force: true });
    await pressByKeyboard(page, page.getByRole('button', { name: /la décision$/ }));
    await page.getByText('Votre décision est enregistrée.').waitFor();
    await inspection.look(page, 'convention-decidee');
  });

  test('échue, elle attend qu’on en constate la fin ; une erreur garde la saisie et reçoit le focus', async () => {
    await page.goto(`${service.url}/conventions`);
    await page.getByRole('link', { name: /Convention/ }).and(page.locator('.pf-list a')).first().click();
    await page.getByRole('heading', { name: 'Constater la fin de l’exécution' }).waitFor();
    await inspection.look(page, 'convention-echue');
    await page.getByLabel('Dernier jour d’exécution').fill('2026-07-31');
    await page.getByRole('button', { name: 'Constater la fin' }).click();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'convention-echue-erreur');
  });

  test('ce qui était en vigueur un jour donné, par le champ de la page', async () => {
    await page.goto(`${service.url}/conventions/${agreement.id}`);
    await page.locator('#le').fill('2025-03-12');
    await page.getByRole('button', { name: 'Répondre' }).click();
    await page.getByRole('heading', { level: 1, name: /Ce qui était en vigueur le 12\s+mars\s+2025/ }).waitFor();
    await inspection.look(page, 'etat');
  });

  test('l’année du département, en une image et en tableau', async () => {
    await page.goto(`${service.url}/departement/annee/2026`);
    await inspection.look(page, 'annee');
    await page.evaluate('document.querySelectorAll("details").forEach((folded) => { folded.open = true; })');
    await inspection.look(page, 'annee-deplie');
    await page.evaluate('document.documentElement.setAttribute("data-fr-theme", "dark")');
    await inspection.look(page, 'annee-nuit');
    await page.goto(`${service.url}/conventions/${agreement.id}`);
    await page.evaluate('document.documentElement.setAttribute("data-fr-theme", "dark")');
    await inspection.look(page, 'convention-nuit');
  });

  test('sur un téléphone, le gestionnaire trouve son échéance et s’abonne', async () => {
    const own = await signIn(await context(desk), service, lise);
    await own.setViewportSize(phoneSize);
    await own.goto(`${service.url}/espace`);
    await own.getByRole('heading', { name: /^(Mon|Mes) échéances?$/ }).waitFor();
    await inspection.look(own, 'espace-gestionnaire');
    await own.goto(`${service.url}/mon-agenda`);
    await inspection.look(own, 'agenda');
    await own.getByRole('button', { name: 'Créer mon adresse' }).click();
    await own.getByLabel('Adresse à donner à votre agenda').waitFor();
    await inspection.look(own, 'agenda-adresse');
    await own.goto(`${service.url}/mon-agenda`);
    await own.getByText('Aucun agenda ne l’a encore lue.').waitFor();
    await own.goto(`${service.url}/conventions/${agreement.id}`);
    await inspection.look(own, 'convention-gestionnaire');
  });

  test('aucune page ne gêne personne', () => expect(inspection.faults).toEqual([]));
});
