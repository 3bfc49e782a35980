import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { clerkAddress, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { markPage, percentsShown, wasLoadedAgain } from './live-page.js';
import { PageInspection } from './page-inspection.js';
import { askForCode, documentShownBy, downloadBy, followMail, invitationTo, pressByKeyboard } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : le parcours dans un vrai navigateur n’est PAS vérifié. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;
const screenshotsFolder = process.env.PARAPHE_SCREENSHOTS ?? null;

journey('le parcours dans un vrai navigateur, du lancement au document scellé', () => {
  const inspection = new PageInspection(screenshotsFolder);
  let service: Service;
  let browser: Browser;
  let clerk: Page;
  let roundId: string;
  let gestionnaire: Signer;
  let partner: Signer;
  let prefet: Signer;

  beforeAll(async () => {
    service = await startService();
    // Three signatories make the whole journey: one gestionnaire, the only national partner in force that day, and the préfet.
    await service.database.superuser(`update national_partner set member_to = '2026-01-01' where code <> 'dgfip'`);
    browser = await openChromium(chromiumPath!);
    clerk = await (await person(desk)).newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (screenshotsFolder) console.info(`Captures : ${screenshotsFolder}`);
  });

  async function person(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await openScreen(browser, options);
    inspection.listenTo(context);
    return context;
  }

  /** The clerk's page says so many signatures, without having been loaded again since it was marked. */
  async function signaturesCounted(count: number): Promise<void> {
    await clerk.locator('#part-state').getByText(`${count} sur 3`).first().waitFor();
    expect(await wasLoadedAgain(clerk)).toBe(false);
  }

  test('l’agent de la préfecture se connecte par le lien reçu', async () => {
    await clerk.goto(service.url);
    await inspection.look(clerk, 'accueil');
    await clerk.getByRole('link', { name: 'Se connecter' }).first().click();
    await clerk.getByRole('heading', { level: 1, name: 'Se connecter' }).waitFor();
    await inspection.look(clerk, 'connexion');
    await clerk.getByLabel('Adresse électronique professionnelle').fill('helene.bastide');
    await clerk.getByRole('button', { name: 'Recevoir un lien de connexion' }).click();
    await focusedSummary(clerk).waitFor();
    await inspection.look(clerk, 'connexion-refusee');
    await clerk.getByLabel('Adresse électronique professionnelle').fill(clerkAddress);
    await pressByKeyboard(clerk, clerk.getByRole('button', { name: 'Recevoir un lien de connexion' }));
    await clerk.getByRole('heading', { name: 'Consultez votre messagerie' }).waitFor();
    await inspection.look(clerk, 'lien-envoye');
    const mail = await service.mailbox.receive(({ to }) => to === clerkAddress);
    clerk = await followMail(clerk.context(), mail);
    await inspection.look(clerk, 'lien-de-connexion');
    await clerk.getByRole('button', { name: 'Ouvrir mon espace' }).click();
    await clerk.getByRole('heading', { name: 'Bonjour, Hélène Bastide' }).waitFor();
    await inspection.look(clerk, 'mon-espace');
    await clerk.getByRole('navigation', { name: 'Menu principal' }).getByRole('link', { name: 'Tournées de signature' }).click();
    await clerk.getByRole('heading', { name: 'Tournées de signature' }).waitFor();
    await inspection.look(clerk, 'aucune-tournee');
  });

  test('il prépare une tournée en quatre étapes', async () => {
    await clerk.getByRole('link', { name: 'Lancer une tournée' }).click();
    await clerk.getByText('Étape 1 sur 4').waitFor();
    await inspection.look(clerk, 'modele');
    await clerk.getByRole('button', { name: 'Continuer vers les parties' }).click();
    await clerk.getByText('Étape 2 sur 4').waitFor();
    roundId = /\/tournees\/([0-9a-f-]{36})/.exec(clerk.url())![1]!;
    await service.database.superuser('update round set structures_max = 1 where id = $1', [roundId]);
    await clerk.reload();
    await inspection.look(clerk, 'parties');
    await clerk.getByRole('link', { name: 'Continuer vers les contrôles' }).click();
    await clerk.getByText('Rien ne s’oppose au lancement').waitFor();
    await inspection.look(clerk, 'controles');
    await clerk.getByRole('link', { name: 'Continuer vers le lancement' }).click();
    await clerk.getByText('Étape 4 sur 4').waitFor();
    await inspection.look(clerk, 'lancer');
  });

  test('une date impossible est refusée : la saisie reste, l’erreur reçoit le focus', async () => {
    await clerk.getByLabel('Dernier jour pour signer').fill('2026-12-24');
    await clerk.getByLabel('Dernier jour de la convention').fill('2026-11-30');
    await clerk.getByRole('button', { name: 'Lancer la tournée' }).click();
    await focusedSummary(clerk).waitFor();
    expect(await clerk.getByLabel('Dernier jour pour signer').inputValue()).toBe('2026-12-24');
    expect(await clerk.getByLabel('Dernier jour de la convention').inputValue()).toBe('2026-11-30');
    await inspection.look(clerk, 'lancer-refuse');
  });

  test('l’assemblage avance sous ses yeux, puis la page de la tournée vient d’elle-même', async () => {
    await clerk.getByLabel('Dernier jour de la convention').fill('2027-12-31');
    await pressByKeyboard(clerk, clerk.getByRole('button', { name: 'Lancer la tournée' }));
    await clerk.getByRole('heading', { name: 'Assemblage du document' }).waitFor();
    const percents = await percentsShown(clerk);
    await lookAtAssembly();
    await clerk.getByRole('heading', { name: 'Signataires' }).waitFor();
    expect(percents.length).toBeGreaterThan(2);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.at(-1)).toBeGreaterThan(80);
    await clerk.locator('#part-state').getByText('Il manque 3 signatures').waitFor();
    const signers = await signersOf(service, roundId);
    expect(signers.map(({ college }) => college)).toEqual(['prefet', 'gestionnaire', 'partenaire_national']);
    [prefet, gestionnaire, partner] = signers as [Signer, Signer, Signer];
    await inspection.look(clerk, 'tournee');
    await markPage(clerk);
  });

  /** In a second tab whose event stream never answers, as on a poor network: the page stays as it was first sent, for as long as one looks. */
  async function lookAtAssembly(): Promise<void> {
    const tab = await clerk.context().newPage();
    await tab.route('**/assemblage', () => {});
    await tab.goto(`${service.url}/tournees/${roundId}`);
    await tab.getByRole('heading', { name: 'Assemblage du document' }).waitFor();
    await inspection.look(tab, 'assemblage');
    await tab.close();
  }

  test('le gestionnaire ouvre le document sur son téléphone, se trompe de code, puis signe', async () => {
    const context = await person(phone);
    const page = await followMail(context, await invitationTo(service, gestionnaire));
    expect(await page.getByText(gestionnaire.bodyName).first().isVisible()).toBe(true);
    await inspection.look(page, 'signer');
    expect(await page.locator('iframe').isVisible()).toBe(false);
    const document = await documentShownBy(context, () => page.getByRole('link', { name: 'Lire le document' }).tap());
    expect(document.headers()['content-type']).toBe('application/pdf');

    await page.getByRole('button', { name: 'Recevoir un code' }).tap();
    await focusedSummary(page).waitFor();
    await inspection.look(page, 'signer-sans-nom');
    const code = await askForCode(service, page, gestionnaire, (button) => button.tap());
    await inspection.look(page, 'code');
    await page.getByLabel('Code à six chiffres').fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'Signer' }).tap();
    await focusedSummary(page).getByText('Ce code n’est pas le bon').waitFor();
    await page.getByText('Il vous reste 4 essais').waitFor();
    await inspection.look(page, 'code-faux');
    await page.getByLabel('Code à six chiffres').fill(code);
    await page.getByRole('button', { name: 'Signer' }).tap();
    await page.getByRole('heading', { level: 1, name: 'C’est signé' }).waitFor();
    await inspection.look(page, 'merci');
    await signaturesCounted(1);
  });

  test('le partenaire lit le document dans la page et signe au clavier, sur son ordinateur', async () => {
    const context = await person(desk);
    const mail = await invitationTo(service, partner);
    let page: Page | null = null;
    const document = await documentShownBy(context, async () => {
      page = await followMail(context, mail);
      await page.locator('iframe').scrollIntoViewIfNeeded();
    });
    expect(document.headers()['content-type']).toBe('application/pdf');
    const code = await askForCode(service, page!, partner, (button) => pressByKeyboard(page!, button));
    await page!.getByLabel('Code à six chiffres').fill(code);
    await pressByKeyboard(page!, page!.getByRole('button', { name: 'Signer' }));
    await page!.getByRole('heading', { level: 1, name: 'C’est signé' }).waitFor();
    await signaturesCounted(2);
    await inspection.look(clerk, 'tournee-deux-sur-trois');
  });

  test('le préfet signe sans JavaScript', async () => {
    const context = await person({ ...phone, javaScriptEnabled: false });
    const page = await followMail(context, await invitationTo(service, prefet));
    const code = await askForCode(service, page, prefet, (button) => button.tap());
    await page.getByLabel('Code à six chiffres').fill(code);
    await page.getByRole('button', { name: 'Signer' }).tap();
    await page.getByRole('heading', { level: 1, name: 'C’est signé' }).waitFor();
  });

  test('la page de l’agent dit d’elle-même que la convention est scellée, et le document se télécharge', async () => {
    await clerk.getByText('Signée et scellée', { exact: true }).waitFor();
    await inspection.look(clerk, 'tournee-scellee');
    const sealed = await downloadBy(clerk, clerk.getByRole('link', { name: 'Télécharger la convention signée', exact: true }));
    await expectSealed(sealed.path);
    expect(sealed.fileName).toMatch(/^convention-CDFS-48-2026-\d{3}\.pdf$/);
    await clerk.getByRole('link', { name: 'Tournées', exact: true }).first().click();
    await clerk.getByRole('heading', { name: 'Tournées de signature' }).waitFor();
    await inspection.look(clerk, 'tournees');
  });

  test('chaque signataire ouvre son exemplaire depuis son courriel', async () => {
    const { email, bodyName } = gestionnaire;
    const mail = await service.mailbox.receive(({ to, subject, text }) => to === email && subject.includes('exemplaire') && text.includes(bodyName));
    const page = await followMail(await person(phone), mail);
    await page.getByRole('heading', { name: 'Votre exemplaire de la convention' }).waitFor();
    await inspection.look(page, 'exemplaire');
    await expectSealed((await downloadBy(page, page.getByRole('link', { name: 'Télécharger la convention signée', exact: true }))).path);
  });

  async function expectSealed(path: string): Promise<void> {
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const { facts } = await service.db.withIdentity(systemActor('test'), (tx) => loadRound(tx, roundId));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(facts.finalHash);
    // The certification, one signature each, and the seal.
    expect(execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).match(/Signature is Valid/g)?.length).toBe(5);
  }

  test('à la largeur d’un bureau comme d’un téléphone, aucune page n’a de défaut', () => {
    expect(inspection.faults).toEqual([]);
  });
});

/** The list of what is to be mended, when it has the keyboard's focus. */
const focusedSummary = (page: Page) => page.locator('#error-summary:focus');
