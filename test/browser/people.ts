import type { BrowserContext, Locator, Page, Response } from 'playwright-core';
import type { TestMail } from '../support/mailbox.js';
import type { Service } from '../support/service.js';
import type { Signer } from '../support/actors.js';

/** From the top of a page to its main button: beyond so many keys, nobody gets there. */
const tabsMax = 60;

/** Shows a mail as a reader would, and follows its one button. */
export async function followMail(context: BrowserContext, mail: TestMail): Promise<Page> {
  const page = await context.newPage();
  await page.setContent(mail.html);
  await page.locator('a[href^="http"]').first().click();
  await page.locator('main h1').waitFor();
  return page;
}

/** Signs a person in as they do: the sign-in page, the mail, its button, and the button behind it. Gives the page they land on. */
export async function signIn(context: BrowserContext, service: Service, address: string): Promise<Page> {
  const visit = await context.newPage();
  const before = service.mailbox.mails.length;
  await visit.goto(`${service.url}/connexion`);
  await visit.getByLabel(/adresse/i).fill(address);
  await visit.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
  const page = await followMail(context, await service.mailbox.receive(({ to, text }) => to === address && text.includes('/connexion/'), before));
  await page.getByRole('button', { name: 'Ouvrir mon espace' }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).waitFor({ state: 'attached' });
  return page;
}

/** The mail that asks a body for its signature. */
export function invitationTo(service: Service, { email, bodyName }: Signer): Promise<TestMail> {
  return service.mailbox.receive(({ to, text }) => to === email && text.includes(bodyName) && text.includes('/signer/'));
}

/** Types the name, asks for a code by `press`, and reads it in the mailbox. */
export async function askForCode(service: Service, page: Page, signer: Signer, press: (button: Locator) => Promise<void>): Promise<string> {
  const before = service.mailbox.mails.length;
  await page.getByLabel('Votre prénom et votre nom').fill(signer.name);
  await press(page.getByRole('button', { name: 'Recevoir un code' }));
  const mail = await service.mailbox.receive(({ to, subject }) => to === signer.email && subject.includes('code'), before);
  await page.getByRole('heading', { level: 1, name: 'Saisissez le code reçu' }).waitFor();
  return /\b\d{6}\b/.exec(mail.text)![0];
}

/** Reaches a button with the Tab key alone and presses Enter. */
export async function pressByKeyboard(page: Page, button: Locator): Promise<void> {
  for (let tabs = 0; tabs < tabsMax; tabs++) {
    if (await button.and(page.locator(':focus')).count()) return page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not reach ${button}`);
}

/** The answer to a document asked for by `act`, wherever the browser shows it. Its PDF viewer announces answers of its own, without any header: they are not the server's. */
export async function documentShownBy(context: BrowserContext, act: () => Promise<void>): Promise<Response> {
  const answer = context.waitForEvent('response', (response) => response.url().endsWith('.pdf') && response.headers()['content-type'] !== undefined);
  await act();
  return answer;
}

/** What a link downloads: where the browser put it, under which name. */
export async function downloadBy(page: Page, link: Locator): Promise<{ path: string; fileName: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { path: await download.path(), fileName: download.suggestedFilename() };
}
