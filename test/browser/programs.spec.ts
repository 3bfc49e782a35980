import type { Browser, Page } from 'playwright-core';
import { dayAt } from '#libs/domain';
import { appendToJournal, instantOf, systemActor } from '#libs/platform';
import { clerkAddress } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages des jetons et des webhooks ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const system = systemActor('test');

browsing('les logiciels d’une organisation, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let receiver: WebhookReceiver;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    service = await startService();
    receiver = await WebhookReceiver.open();
    browser = await openChromium(chromiumPath!);
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    page = await signIn(context, service, clerkAddress);
  });
  afterAll(async () => {
    await browser?.close();
    await receiver?.close();
    await service?.stop();
  });

  const edited = () =>
    service.db.withIdentity(system, (tx) =>
      appendToJournal(tx, { subject: 'directory', subjectId: '48', recordedAt: instantOf(service.clock), effectiveOn: dayAt(instantOf(service.clock), 'Europe/Paris'), actor: system, event: 'edit', payload: { kind: 'structure', id: 'x' }, stateFrom: null, stateTo: null, basis: null }),
    );

  test('un jeton se crée au clavier, se lit une fois, se révoque', async () => {
    await page.goto(`${service.url}/jetons`);
    await inspection.look(page, 'jetons-vide');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Créer le jeton' }));
    await page.getByRole('alert').waitFor();
    await inspection.look(page, 'jetons-erreur');
    await page.getByLabel('À quoi il sert').fill('Synchronisation du site de la préfecture');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Créer le jeton' }));
    await page.getByRole('heading', { level: 1, name: 'Le jeton est créé' }).waitFor();
    await inspection.look(page, 'jeton-cree');
    expect(await page.locator('#token').textContent()).toMatch(/^pfh_/);
    await pressByKeyboard(page, page.getByRole('link', { name: 'J’ai copié le jeton' }));
    await page.getByText('Synchronisation du site de la préfecture', { exact: true }).waitFor();
    await inspection.look(page, 'jetons');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Révoquer' }));
    await page.getByText('Le jeton est révoqué').waitFor();
  });

  test('un webhook se crée au clavier, montre ses livraisons, se désactive', async () => {
    await page.goto(`${service.url}/webhooks`);
    await inspection.look(page, 'webhooks-vide');
    await page.getByLabel('Adresse à prévenir').fill('http://');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Créer le webhook' }));
    await page.getByRole('alert').waitFor();
    await inspection.look(page, 'webhooks-erreur');
    await page.getByLabel('Adresse à prévenir').fill(`${receiver.url}/recu`);
    for (const label of ['Une fiche de l’annuaire a changé', 'Une convention, ou un acte de sa vie, est signée de tous et scellée']) {
      await page.getByLabel(label).focus();
      await page.keyboard.press('Space');
    }
    await pressByKeyboard(page, page.getByRole('button', { name: 'Créer le webhook' }));
    await page.getByRole('heading', { level: 1, name: 'Le webhook est créé' }).waitFor();
    await inspection.look(page, 'webhook-cree');
    await pressByKeyboard(page, page.getByRole('link', { name: 'J’ai copié le secret' }));
    await page.getByText('Aucun événement').waitFor();
    await edited();
    await receiver.at('/recu', 1);
    receiver.answer(500);
    await edited();
    await receiver.at('/recu', 2);
    for (let look = 0; look < 100 && (await page.getByText('refusé l’envoi').count()) === 0; look++) await page.reload();
    await inspection.look(page, 'webhook');
    await page.goto(`${service.url}/webhooks`);
    await inspection.look(page, 'webhooks');
    await page.goBack();
    await pressByKeyboard(page, page.getByRole('button', { name: 'Désactiver' }));
    await page.getByText('Rien ne lui est envoyé').waitFor();
    await inspection.look(page, 'webhook-desactive');
  });

  test('rien n’est à reprendre', () => expect(inspection.faults).toEqual([]));
});
