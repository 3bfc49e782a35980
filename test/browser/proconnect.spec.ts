import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { proConnectLinks } from '#libs/features/proconnect';
import { helene, heleneAddress, karim, startConnectedService } from '../support/proconnect-actors.js';
import type { ConnectedService } from '../support/proconnect-actors.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { followMail, pressByKeyboard } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : ProConnect dans un vrai navigateur n’est PAS vérifié. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;
/** From the top of a page to the field: beyond so many keys, nobody gets there. */
const tabsMax = 60;

journey('ProConnect dans un vrai navigateur, au clavier seul', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: ConnectedService;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    service = await startConnectedService([helene, karim]);
    browser = await openChromium(chromiumPath!);
    context = await openScreen(browser, desk);
    inspection.listenTo(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });

  async function toProConnect(on: Page): Promise<void> {
    await on.goto(`${service.url}/connexion`);
    await pressByKeyboard(on, on.getByRole('link', { name: 'S’identifier avec ProConnect' }));
    await on.getByRole('heading', { name: 'ProConnect d’essai' }).waitFor();
  }

  async function typeByKeyboard(field: Locator, text: string): Promise<void> {
    for (let tabs = 0; tabs < tabsMax; tabs++) {
      if (await field.and(page.locator(':focus')).count()) return page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not reach ${field}`);
  }

  test('une première fois : l’identité est inconnue, un lien la rattache au compte', async () => {
    await page.goto(`${service.url}/connexion`);
    await inspection.look(page, 'proconnect-connexion');
    await toProConnect(page);
    await pressByKeyboard(page, page.getByRole('button', { name: 'Continuer' }));
    await heading('Cette identité ProConnect n’est pas encore rattachée à votre compte').waitFor();
    await inspection.look(page, 'proconnect-rattacher');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Recevoir le lien de rattachement' }));
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'proconnect-rattacher-refuse');
    await typeByKeyboard(page.getByLabel('Adresse électronique professionnelle'), heleneAddress);
    await page.keyboard.press('Enter');
    await heading('Consultez votre messagerie').waitFor();
    await inspection.look(page, 'proconnect-lien-envoye');
    page = await followMail(context, await service.mailbox.receive(({ to }) => to === heleneAddress));
    await heading('Rattacher cette identité à votre compte').waitFor();
    await inspection.look(page, 'proconnect-confirmer');
    await pressByKeyboard(page, page.getByRole('button', { name: 'Rattacher cette identité' }));
    await page.getByText('Cette identité ProConnect ouvre désormais votre compte.').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).first().waitFor();
  });

  test('ses identités se lisent dans son compte', async () => {
    await page.goto(`${service.url}${proConnectLinks.identities}`);
    await heading('Mes identités ProConnect').waitFor();
    await page.getByText('SIRET 174 800 011 00028', { exact: true }).waitFor();
    await inspection.look(page, 'proconnect-identites');
  });

  test('on sort de Paraphe et de ProConnect, et l’on revient', async () => {
    await pressByKeyboard(page, page.getByRole('button', { name: 'Se déconnecter' }).first());
    await heading('Se déconnecter de ProConnect').waitFor();
    await pressByKeyboard(page, page.getByRole('button', { name: 'Se déconnecter' }));
    await heading('Vous êtes déconnecté').waitFor();
    await page.getByText('Votre session dans Paraphe et celle de ProConnect sont fermées.').waitFor();
    await inspection.look(page, 'proconnect-sortie');
  });

  test('ensuite, deux touches suffisent', async () => {
    await toProConnect(page);
    await pressByKeyboard(page, page.getByRole('button', { name: 'Continuer' }));
    await page.getByRole('button', { name: 'Se déconnecter' }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/espace');
    await page.goto(`${service.url}${proConnectLinks.identities}`);
    await pressByKeyboard(page, page.getByRole('button', { name: 'Détacher' }));
    await page.getByText('Cette identité ProConnect n’ouvre plus votre compte.').waitFor();
    await inspection.look(page, 'proconnect-aucune-identite');
  });

  test('un renoncement mène à une page lisible', async () => {
    const elsewhere = await (await openScreen(browser, desk)).newPage();
    await toProConnect(elsewhere);
    await pressByKeyboard(elsewhere, elsewhere.getByRole('button', { name: 'Annuler' }));
    await elsewhere.getByRole('heading', { level: 1, name: 'Vous avez renoncé à ProConnect' }).waitFor();
    await inspection.look(elsewhere, 'proconnect-renoncement');
  });

  test('aucune page n’a de défaut', () => expect(inspection.faults).toEqual([]));
});
