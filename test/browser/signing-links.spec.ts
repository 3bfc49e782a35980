import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { clerkIn, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { Keyboard } from './keyboard.js';
import { PageInspection } from './page-inspection.js';
import { askForCode, followMail, invitationTo } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les liens de signature dans un vrai navigateur ne sont PAS vérifiés. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;

journey('les liens d’un signataire dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let id: string;
  let signers: Signer[];

  beforeAll(async () => {
    service = await startService();
    browser = await openChromium(chromiumPath!);
    const clerk = await clerkIn(service);
    id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id);
    signers = await signersOf(service, id);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function person(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await openScreen(browser, options);
    inspection.listenTo(context);
    return context;
  }
  /** What the page says after each wrong code: the tries left, then that another is needed, then that there have been too many. */
  function said(asked: number, guess: number): string {
    if (guess < 4) return guess === 3 ? 'Il vous reste un essai' : `Il vous reste ${4 - guess} essais`;
    return asked < 2 ? 'Ce code n’est plus valable' : 'Trop de codes faux ont été saisis';
  }
  const mailTo = ({ email }: Signer, after: number) => service.mailbox.receive(({ to, text }) => to === email && text.includes('/signer/'), after);
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  test('sur son téléphone, qui n’est pas la bonne personne dit qui l’est', async () => {
    const page = await followMail(await person(phone), await invitationTo(service, signers[1]!));
    await page.getByRole('button', { name: 'Je ne suis pas la bonne personne' }).tap();
    await page.getByRole('button', { name: 'Désigner cette personne' }).tap();
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'autre-personne-refusee');
    await page.getByLabel('Prénom et nom de la personne qui doit signer').fill('Nadia Perrin');
    await page.getByLabel('Son adresse électronique').fill('nadia.perrin@mairie.example');
    await page.getByLabel('Et vous, qui êtes-vous').fill('Odile Faure');
    await page.getByRole('button', { name: 'Désigner cette personne' }).tap();
    await page.getByText('C’est noté').waitFor();
    await inspection.look(page, 'autre-personne');
  });

  test('qui a perdu son lien le retrouve au clavier, depuis l’accueil', async () => {
    service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
    const page = await (await person(desk)).newPage();
    await page.goto(`${service.url}/mes-liens`);
    const keyboard = new Keyboard(page);
    await keyboard.type('email', signers[2]!.email);
    const before = service.mailbox.mails.length;
    await page.keyboard.press('Enter');
    await heading(page, 'Consultez votre messagerie');
    const found = await followMail(page.context(), await mailTo(signers[2]!, before));
    await found.getByText('Vous signez pour').waitFor();
    expect([...keyboard.unseen]).toEqual([]);
  });

  test('trop de codes faux : la page le dit, et le lien neuf signe', async () => {
    const signer = signers[3]!;
    const context = await person(phone);
    const page = await followMail(context, await invitationTo(service, signer));
    for (let asked = 0; asked < 3; asked++) {
      const code = await askForCode(service, page, signer, (button) => button.tap());
      for (let guess = 0; guess < 5; guess++) {
        await page.getByLabel('Code à six chiffres').fill(code === '000000' ? '000001' : '000000');
        await page.getByRole('button', { name: 'Signer' }).tap();
        await page.getByText(said(asked, guess)).first().waitFor();
      }
    }
    const before = service.mailbox.mails.length;
    // The browser tells the refusal of the last guess (429) as it would a missing file.
    inspection.faults.splice(0, inspection.faults.length, ...inspection.faults.filter((fault) => !fault.includes('status of 429')));
    await inspection.look(page, 'codes-epuises');
    await page.getByRole('button', { name: 'Recevoir un nouveau lien' }).tap();
    await heading(page, 'Consultez votre messagerie');
    await inspection.look(page, 'lien-envoye');
    const fresh = await followMail(context, await mailTo(signer, before));
    const code = await askForCode(service, fresh, signer, (button) => button.tap());
    await fresh.getByLabel('Code à six chiffres').fill(code);
    await fresh.getByRole('button', { name: 'Signer' }).tap();
    await heading(fresh, 'C’est signé');
  });

  test('un lien mort le dit, et mène à l’état du document', async () => {
    const context = await person(phone);
    service.clock.moveTo(new Date('2026-12-26T09:00:00Z'));
    for (const [signer, title, name] of [[signers[3]!, 'Le document est déjà signé pour votre organisme', 'deja-signe'], [signers[2]!, 'Le délai pour signer est passé', 'delai-passe']] as const) {
      const before = service.mailbox.mails.length;
      const page = await followMail(context, await invitationTo(service, signer));
      await heading(page, title);
      inspection.faults.splice(0, inspection.faults.length, ...inspection.faults.filter((fault) => !fault.includes('status of 410')));
      await inspection.look(page, `mort-${name}`);
      await page.getByRole('button', { name: /^Recevoir/ }).tap();
      await heading(page, 'Consultez votre messagerie');
      const shown = await followMail(context, await mailTo(signer, before));
      await heading(shown, 'Où en est la convention');
      await inspection.look(shown, `suivi-${name}`);
    }
  });

  test('aucune de ces pages n’a de défaut, au bureau comme au téléphone', () => {
    expect(inspection.faults).toEqual([]);
  });
});
