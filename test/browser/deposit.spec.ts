import type { Browser, Page } from 'playwright-core';
import { clerkAddress, clerkIn } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { frozenProject } from '../support/frozen-project.js';
import type { FrozenProject } from '../support/frozen-project.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { smallPdf } from '../support/small-pdf.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { ErrorInspection } from './error-inspection.js';
import { signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : le dépôt d’une délibération n’est PAS essayé dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;

journey('une délibération déposée du téléphone, retenue au bureau', () => {
  const inspection = new ErrorInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let clerk: Page;
  let body: Page;
  let project: FrozenProject;
  let signer: Signer;

  beforeAll(async () => {
    service = await startService();
    project = await frozenProject(service, await clerkIn(service), 3);
    signer = project.signers[0]!;
    browser = await openChromium(chromiumPath!);
    const [office, hand] = [await openScreen(browser, desk), await openScreen(browser, phone)];
    for (const context of [office, hand]) inspection.listenTo(context);
    clerk = await signIn(office, service, clerkAddress);
    body = await hand.newPage();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const deposit = () => body.getByRole('button', { name: 'Déposer', exact: true }).click();
  const place = () => clerk.goto(`${service.url}/tournees/${project.id}/habilitations/${signer.slotId}`);
  const pdf = async (name: string) => ({ name, mimeType: 'application/pdf', buffer: await smallPdf(name) });

  test('la page dit ce qui manque, et un oubli ne fait rien perdre', async () => {
    await body.goto(`${service.url}${project.links[signer.bodyName]}`);
    await body.getByRole('heading', { name: 'Déposer votre délibération' }).waitFor();
    await inspection.look(body, 'depot-a-faire');
    await body.getByLabel('Référence de la délibération').fill('n° 2026-41');
    await body.locator('#decisionPublishedOn').fill('2026-11-21');
    await body.locator('label[for="cites-1"]').click();
    await deposit();
    await body.locator('#error-summary:focus').waitFor();
    await inspection.look(body, 'depot-incomplet');
    expect(await body.getByLabel('Référence de la délibération').inputValue()).toBe('n° 2026-41');
    expect(await body.locator('#decisionPublishedOn').inputValue()).toBe('2026-11-21');
    expect(await body.locator('#cites-1').isChecked()).toBe(true);
  });

  test('complété, il part avec son fichier, et dit ce qui rendrait la signature irrégulière', async () => {
    await body.locator('#adoptedOn').fill('2026-11-20');
    await body.locator('#delibFile').setInputFiles(await pdf('deliberation.pdf'));
    await body.getByLabel('Votre prénom et votre nom').fill('Paul Roux');
    await deposit();
    await body.getByText('La préfecture va l’examiner').waitFor();
    await body.getByText('n’est pas établie').first().waitFor();
    await inspection.look(body, 'depot-attend');
  });

  test('la préfecture le voit, le renvoie en disant pourquoi ; l’organisme le complète', async () => {
    await clerk.goto(`${service.url}/tournees/${project.id}/projet`);
    await clerk.getByText('Dépôt à examiner').waitFor();
    await inspection.look(clerk, 'projet-depot');
    await place();
    await inspection.look(clerk, 'place-depot');
    await clerk.getByText('Renvoyer à l’organisme').click();
    await clerk.locator('#returnReason').fill('non');
    await clerk.getByRole('button', { name: 'Renvoyer', exact: true }).click();
    await clerk.locator('#error-summary:focus').waitFor();
    await inspection.look(clerk, 'place-renvoi-court');
    await clerk.locator('#returnReason').fill('La date de transmission manque.');
    await clerk.getByRole('button', { name: 'Renvoyer', exact: true }).click();
    await clerk.getByText('Le dépôt est renvoyé').waitFor();
    await body.reload();
    await body.getByText('La date de transmission manque.').waitFor();
    await inspection.look(body, 'depot-renvoye');
    await body.locator('#decisionTransmittedOn').fill('2026-11-23');
    await body.getByLabel('Votre prénom et votre nom').fill('Paul Roux');
    await deposit();
    await body.getByText('rien ne manquerait à cette délibération').waitFor();
  });

  test('retenu, il est le titre de la place, et la page de l’organisme le dit', async () => {
    await place();
    await clerk.getByRole('button', { name: 'Retenir', exact: true }).click();
    await clerk.getByText('Le dépôt est retenu').waitFor();
    await clerk.getByText('Rien ne manque.').waitFor();
    await inspection.look(clerk, 'place-retenue');
    await body.reload();
    await body.getByText('La préfecture l’a retenue').waitFor();
    await inspection.look(body, 'depot-retenu');
  });

  test('aucune de ces pages n’a de défaut, au bureau comme au téléphone', () => expect(inspection.faults).toEqual([]));
});
