import type { Browser, BrowserContext, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import type { AgreementRow } from '#libs/features/agreement';
import { clerkAddress } from '../support/actors.js';
import { livingAgreement } from '../support/living-agreement.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phoneSize } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages des obligations ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const lise = 'lise.pradel@gestionnaire-48.example';
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

browsing('les obligations d’une convention, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let clerk: Page;
  let own: Page;
  let agreement: AgreementRow;

  const context = async (screen: typeof desk): Promise<BrowserContext> => {
    const opened = await openScreen(browser, screen);
    inspection.listenTo(opened);
    return opened;
  };
  const settled = () => nothingLeft(service.database, ['obligation', 'obligation_plan', 'term', 'agreement']);

  beforeAll(async () => {
    service = await startService({ now: new Date('2027-05-03T08:00:00Z') });
    agreement = await livingAgreement(service, { signedOn: legalDay('2026-11-02'), termEndsOn: legalDay('2027-12-31') });
    await service.tick();
    await settled();
    browser = await openChromium(chromiumPath!);
    clerk = await signIn(await context(desk), service, clerkAddress);
    own = await signIn(await context(desk), service, lise);
    await own.setViewportSize(phoneSize);
    const choice = own.getByRole('button', { name: /gestionnaire/i });
    if (await choice.count()) await choice.first().click();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  test('l’année en une image, puis une obligation en retard et ses raisons', async () => {
    await clerk.goto(`${service.url}/conventions/${agreement.id}/obligations`);
    await clerk.getByRole('heading', { level: 1, name: 'Obligations de 2027' }).waitFor();
    await inspection.look(clerk, 'obligations-annee');
    const late = clerk.getByRole('listitem').filter({ hasText: /Compte rendu trimestriel : 20/ }).first();
    await late.locator('summary').click();
    await late.getByRole('link').first().click();
    await clerk.getByRole('heading', { name: /Pourquoi cette date/ }).waitFor();
    await inspection.look(clerk, 'obligation-en-retard');
  });

  test('sur un téléphone, le gestionnaire joint sa preuve ; un fichier qui n’en est pas une est refusé sans rien perdre', async () => {
    await own.goto(`${service.url}/conventions/${agreement.id}/obligations`);
    await inspection.look(own, 'obligations-gestionnaire');
    await own.getByRole('link', { name: /^Déclarer faite/ }).click();
    await own.getByLabel('Jour où c’est fait').fill('2027-05-02');
    await own.locator('#fichier').setInputFiles({ name: 'bilan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') });
    await own.getByRole('button', { name: 'Déclarer faite' }).click();
    await own.locator('#error-summary:focus').waitFor();
    await inspection.look(own, 'preuve-refusee');
    expect(await own.getByLabel('Jour où c’est fait').inputValue()).toBe('2027-05-02');
    await own.locator('#fichier').setInputFiles({ name: 'bilan.pdf', mimeType: 'application/pdf', buffer: pdf });
    await pressByKeyboard(own, own.getByRole('button', { name: 'Déclarer faite' }));
    await own.getByText('Faite en retard', { exact: false }).first().waitFor();
    await inspection.look(own, 'obligation-faite-en-retard');
  });

  test('une demande d’usager : l’échéance avant le premier champ, puis la réponse', async () => {
    await own.goto(`${service.url}/conventions/${agreement.id}/obligations`);
    await own.locator('section[aria-labelledby="usagers"] a').first().click();
    await own.getByText('lecture appliquée', { exact: false }).waitFor();
    await own.getByLabel('Comment la demande est venue').selectOption('mail');
    await own.getByLabel(/^Référence/).fill('Mme Martin');
    await own.getByRole('button', { name: 'Enregistrer la demande' }).click();
    await own.locator('#error-summary:focus').waitFor();
    await inspection.look(own, 'demande-refusee');
    await own.getByLabel(/^Référence/).fill('2027-0142');
    await own.getByRole('button', { name: 'Enregistrer la demande' }).click();
    await own.getByRole('heading', { name: 'Enregistrer la réponse' }).waitFor();
    await inspection.look(own, 'demande-usager');
  });

  test('le comité se convoque et rend compte', async () => {
    await clerk.goto(`${service.url}/conventions/${agreement.id}/obligations`);
    const [{ id }] = (await service.database.superuser<{ id: string }>(`select id from obligation where kind = 'steering_committee' and agreement_id = $1 and state <> 'late' order by due_on desc limit 1`, [agreement.id])) as [{ id: string }];
    await clerk.goto(`${service.url}/obligations/${id}`);
    await inspection.look(clerk, 'comite');
    await clerk.getByRole('link', { name: 'Convoquer le comité' }).click();
    await clerk.getByRole('button', { name: 'Envoyer la convocation' }).click();
    await clerk.locator('#error-summary:focus').waitFor();
    await inspection.look(clerk, 'convocation-incomplete');
    await clerk.getByLabel('Jour de la réunion').fill('2027-06-15');
    await clerk.getByLabel('Heure').fill('14:30');
    await clerk.getByLabel('Lieu', { exact: true }).fill('Préfecture, salle Chastel');
    await clerk.getByRole('button', { name: 'Envoyer la convocation' }).click();
    await clerk.getByRole('link', { name: 'Enregistrer le compte rendu' }).click();
    await clerk.getByRole('heading', { level: 1, name: /Compte rendu/ }).waitFor();
    await inspection.look(clerk, 'compte-rendu');
  });

  test('aucune page ne gêne personne', () => expect(inspection.faults).toEqual([]));
});
