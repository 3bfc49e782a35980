import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phoneSize } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages des violations de données ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const lise = 'lise.pradel@gestionnaire-48.example';
const yann = 'yann.astruc@france-services-48.example';

browsing('une violation de données, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let agent: Page;
  let own: Page;
  let file: string;

  const context = async (screen: typeof desk): Promise<BrowserContext> => {
    const opened = await openScreen(browser, screen);
    inspection.listenTo(opened);
    return opened;
  };

  beforeAll(async () => {
    service = await startService({ now: new Date('2027-03-26T16:05:00Z') });
    browser = await openChromium(chromiumPath!);
    agent = await signIn(await context(desk), service, yann);
    await agent.setViewportSize(phoneSize);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  test('un agent la déclare de son téléphone ; ce qu’il a écrit reste quand il manque une réponse', async () => {
    await agent.goto(`${service.url}/violations`);
    await agent.getByText('Aucune violation n’est déclarée.').waitFor();
    await inspection.look(agent, 'registre-vide');
    await agent.getByRole('link', { name: 'Déclarer une violation' }).click();
    await agent.getByLabel('Racontez les faits').fill('Un courriel avec trois attestations est parti à la mauvaise commune.\nLe destinataire nous a appelés.');
    await agent.getByRole('button', { name: 'Déclarer la violation' }).click();
    await agent.locator('#error-summary:focus').waitFor();
    await inspection.look(agent, 'declaration-incomplete');
    expect(await agent.getByLabel('Racontez les faits').inputValue()).toContain('trois attestations');
    await agent.getByLabel('Heure, à l’heure de la structure').fill('17:00:00');
    await agent.locator('label[for="natures-1"]').click();
    await agent.getByLabel('Comment').selectOption('wrong_recipient');
    await agent.locator('label[for="cause-1"]').click();
    await agent.getByLabel('Qui s’en est aperçu').selectOption('agent');
    await agent.locator('label[for="donnees-1"]').click();
    await agent.locator('label[for="personnes-1"]').click();
    await pressByKeyboard(agent, agent.getByRole('button', { name: 'Déclarer la violation' }));
    await agent.getByText('il reste 71 h 55 min', { exact: false }).first().waitFor();
    await inspection.look(agent, 'violation-agent');
    file = new URL(agent.url()).pathname;
  });

  test('le gestionnaire lit l’échéance et le texte à recopier ; passées les 72 heures, les motifs sont demandés', async () => {
    // A session lasts less than the 72 hours: she signs in each time.
    service.clock.moveTo(new Date('2027-03-28T08:30:00Z'));
    own = await signIn(await context(desk), service, lise);
    await own.goto(`${service.url}/espace`);
    await inspection.look(own, 'espace');
    await own.goto(`${service.url}${file}`);
    await inspection.look(own, 'violation-a-notifier');
    service.clock.moveTo(new Date('2027-03-29T19:05:12Z'));
    own = await signIn(await context(desk), service, lise);
    await own.goto(`${service.url}${file}`);
    await own.getByRole('link', { name: 'Préparer la notification' }).click();
    await own.getByText('en retard de 3 h 05 min 12 s', { exact: false }).waitFor();
    await own.getByLabel('Référence donnée par la CNIL').fill('N-2027-03-0142');
    await own.getByRole('button', { name: 'Enregistrer la notification' }).click();
    await own.locator('#error-summary:focus').waitFor();
    await inspection.look(own, 'notification-en-retard');
    expect(await own.getByLabel('Référence donnée par la CNIL').inputValue()).toBe('N-2027-03-0142');
    await own.getByLabel('Motifs du retard').fill('Messagerie en panne tout le lundi');
    await own.getByRole('button', { name: 'Enregistrer la notification' }).click();
    await own.getByText('Il reste à évaluer le risque', { exact: false }).waitFor();
    await inspection.look(own, 'violation-notifiee');
  });

  test('le risque élevé, les personnes, les responsables, puis la clôture, au clavier', async () => {
    await own.locator('label[for="risque-3"]').click();
    await own.locator('#risque-motif').fill('Numéros de sécurité sociale dans le message');
    await pressByKeyboard(own, own.getByRole('button', { name: 'Enregistrer l’évaluation' }));
    await own.getByText('Risque élevé').first().waitFor();
    await own.getByRole('button', { name: 'Clore le dossier' }).click();
    await own.locator('#cloture-motif').fill('Le destinataire a tout effacé');
    await own.getByRole('button', { name: 'Clore', exact: true }).click();
    await own.locator('#error-summary:focus').waitFor();
    await inspection.look(own, 'cloture-refusee');
    for (const title of ['Enregistrer l’information des personnes', 'Retenir une exception (article 34, § 3)', 'Désigner les partenaires responsables', 'Aucun partenaire n’est responsable']) await own.getByRole('button', { name: title }).click();
    await inspection.look(own, 'formulaires');
    await own.goto(`${service.url}/violations`);
    await inspection.look(own, 'registre');
  });

  test('aucune page ne gêne personne', () => expect(inspection.faults).toEqual([]));
});
