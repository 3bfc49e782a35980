import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { clerkAddress, clerkIn, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { TestMail } from '../support/mailbox.js';
import type { Visitor } from '../support/visitor.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { ErrorInspection, phoneOnly } from './error-inspection.js';
import { Keyboard } from './keyboard.js';
import { askForCode, followMail, invitationTo, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : le circuit vu des signataires n’est PAS essayé dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;
const screenshotsFolder = process.env.PARAPHE_SCREENSHOTS ?? null;
/** The narrowest screen that WCAG asks for (1.4.10). */
const narrowSize = { width: 320, height: 640 };
const deputy = { civility: 'Mme', firstName: 'Jeanne', lastName: 'Alméras', quality: 'vice-présidente déléguée à l’inclusion numérique', email: 'jeanne.almeras@departement-48.example' };
const mention = 'Pour la présidente et par délégation, la vice-présidente déléguée à l’inclusion numérique';
const newcomer = { civility: 'M.', firstName: 'Ambroise', lastName: 'Delrieu', quality: 'directeur par intérim', email: 'ambroise.delrieu@cpam.example' };
const refusal = 'L’annexe 5 nous engage sur deux jours de permanence, nous n’en tenons qu’un.';
const newText = 'L’annexe 5 engage désormais un seul jour de permanence.';

journey('le circuit d’une tournée, vu des signataires', () => {
  const inspection = new ErrorInspection(screenshotsFolder);
  const deadInspection = new ErrorInspection(screenshotsFolder, phoneOnly);
  const narrowInspection = new ErrorInspection(screenshotsFolder, [{ screen: 'etroit', size: narrowSize }]);
  let service: Service;
  let browser: Browser;
  let clerk: Visitor;
  let id: string;
  let gestionnaire: Signer;
  let refusing: Signer;
  let replaced: Signer;
  let misspelt: Signer;
  let awaited: Signer;
  /** How many mails had left before the new text was sent to anybody. */
  let asked: number;

  beforeAll(async () => {
    service = await startService();
    await service.database.superuser(`update national_partner set member_to = '2026-01-01' where code not in ('france_travail', 'cnam', 'dgfip', 'msa')`);
    clerk = await clerkIn(service);
    id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id);
    const signers = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet');
    [gestionnaire, refusing, replaced, misspelt, awaited] = signers as [Signer, Signer, Signer, Signer, Signer];
    browser = await openChromium(chromiumPath!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function person(options: BrowserContextOptions, eye = inspection): Promise<BrowserContext> {
    const context = await openScreen(browser, options);
    eye.listenTo(context);
    return context;
  }
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const refused = (page: Page) => page.locator('#error-summary:focus').waitFor();
  const now = async ({ slotId }: Signer): Promise<Signer> => (await signersOf(service, id)).find((one) => one.slotId === slotId)!;
  const facts = async (of = id) => (await service.db.withIdentity(systemActor('test'), (tx) => loadRound(tx, of))).facts;
  const mailTo = ({ email }: Signer, after: number) => service.mailbox.receive(({ to, text }) => to === email && text.includes('/signer/'), after);
  const linkIn = ({ text }: TestMail) => new URL(/https?:\/\/\S+\/signer\/[\w-]+/.exec(text)![0]).pathname;
  /** Opens the latest link mailed to that person, on a screen of their own. */
  const invited = async (signer: Signer, options = phone, eye = inspection): Promise<Page> => followMail(await person(options, eye), await invitationTo(service, signer));

  /** What the préfecture does from the page of whoever is asked. */
  async function change(signer: Signer, form: string, fields: Record<string, string>): Promise<void> {
    const place = `/tournees/${id}/emplacements/${signer.slotId}/signataires/${(await facts()).slots.find((slot) => slot.id === signer.slotId)!.signatoryId}`;
    expect((await clerk.post(`${place}/${form}`, fields, place)).status).toBe(200);
  }

  async function signByTouch(page: Page, signer: Signer): Promise<void> {
    const code = await askForCode(service, page, signer, (button) => button.tap());
    await page.getByLabel('Code à six chiffres').fill(code);
    await page.getByRole('button', { name: 'Signer' }).tap();
    await heading(page, /^C’est signé/);
  }

  test('une vice-présidente signe par délégation, sur son téléphone, et lit la mention de son titre avant, après, et dans le document', async () => {
    await change(gestionnaire, 'remplacement', deputy);
    const place = `/tournees/${id}/habilitations/${gestionnaire.slotId}`;
    const described = {
      power: 'delegation', reference: 'arrêté n° 2026-118', signedOn: '2026-07-06', named: 'yes', publishedOn: '2026-07-07', transmittedOn: '2026-07-07', immediate: 'no', objects: 'all', territory: 'whole',
      decision: 'deliberation', decisionReference: 'n° CD-2026-41', adoptedOn: '2026-11-20', decisionPublishedOn: '2026-11-21', decisionTransmittedOn: '2026-11-23',
    };
    expect((await clerk.post(place, described, place)).text).toContain('En règle');
    const signer = await now(gestionnaire);
    const page = await invited(signer);
    await page.getByText(`« ${mention} »`).waitFor();
    await inspection.look(page, 'signer-par-delegation');
    await signByTouch(page, signer);
    await page.getByText(mention, { exact: true }).waitFor();
    await inspection.look(page, 'merci-par-delegation');
    await eventually(() => service.database.superuser('select 1 from revision join document on document.id = document_id where round_id = $1 and kind = $2', [id, 'approval']), (rows) => rows.length === 1, 'the signature is in the document');
    const signed = await (await page.context().request.get(`${page.url()}/document.pdf`)).body();
    expect(printed(signed)).toContain(
      `${mention} Mme Jeanne Alméras Arrêté nº 2026-118 du 6 juillet 2026 Délibération nº CD-2026-41 du 20 novembre 2026 Signature électronique simple le 24 novembre 2026 à 10 h Certificat nº`,
    );
    if (screenshotsFolder) writeFileSync(join(screenshotsFolder, 'par-delegation.pdf'), signed);
  });

  /** What is read in a document, white space folded. */
  function printed(pdf: Buffer): string {
    return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' }).replace(/[\s\u00a0\u202f]+/g, ' ');
  }

  test('remplacée, une personne apprend par son ancien lien qu’elle n’a rien à faire', async () => {
    const old = await invitationTo(service, replaced);
    await change(replaced, 'remplacement', newcomer);
    const page = await followMail(await person(phone), old);
    await heading(page, 'Ce lien ne permet plus de signer');
    expect(await page.locator('main').innerText()).not.toMatch(/Delrieu|@cpam/);
    await inspection.look(page, 'lien-remplace');
  });

  test('au clavier seul, à la largeur d’un téléphone, la personne désignée lit, se trompe, se reprend et signe', async () => {
    const signer = await now(replaced);
    const page = await invited(signer);
    const keyboard = new Keyboard(page);
    await keyboard.reach(page.getByRole('link', { name: /^Lire le document/ }).first());
    await keyboard.press(page.getByRole('button', { name: 'Recevoir un code' }));
    await refused(page);
    await keyboard.press(page.locator('#error-summary').getByRole('link'));
    expect(await keyboard.isOn(page.locator('#fullName'))).toBe(true);
    const before = service.mailbox.mails.length;
    await keyboard.type('fullName', signer.name);
    await keyboard.press(page.getByRole('button', { name: 'Recevoir un code' }));
    await heading(page, 'Saisissez le code reçu');
    const { text } = await service.mailbox.receive(({ to, subject }) => to === signer.email && subject.includes('code'), before);
    const code = /\b\d{6}\b/.exec(text)![0];
    await keyboard.type('code', code === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await refused(page);
    await inspection.look(page, 'clavier-code-faux');
    await keyboard.type('code', code);
    await keyboard.press(page.getByRole('button', { name: 'Signer' }));
    await heading(page, /^C’est signé/);
    expect([...keyboard.unseen]).toEqual([]);
  });

  test('partie à une fausse adresse, l’invitation n’ouvre plus rien ; la bonne ouvre, sur l’écran le plus étroit, sans défiler de côté', async () => {
    const wrong = await invitationTo(service, misspelt);
    const before = service.mailbox.mails.length;
    await change(misspelt, 'adresse', { correctEmail: 'direction@ddfip-48.example' });
    const stranger = await followMail(await person(phone), wrong);
    await heading(stranger, 'Ce lien ne permet plus de signer');
    expect(await stranger.locator('main').innerText()).not.toContain('ddfip-48');
    await inspection.look(stranger, 'lien-fausse-adresse');
    const signer = await now(misspelt);
    const page = await followMail(await person({ ...phone, viewport: narrowSize }, narrowInspection), await mailTo(signer, before));
    await narrowInspection.look(page, 'etroit-signer');
    await page.getByRole('button', { name: 'Recevoir un code' }).tap();
    await refused(page);
    await narrowInspection.look(page, 'etroit-sans-nom');
    const code = await askForCode(service, page, signer, (button) => button.tap());
    await narrowInspection.look(page, 'etroit-code');
    await page.getByLabel('Code à six chiffres').fill(code);
    await page.getByRole('button', { name: 'Signer' }).tap();
    await heading(page, /^C’est signé/);
    await narrowInspection.look(page, 'etroit-merci');
    expect(narrowInspection.faults).toEqual([]);
  });

  test('un refus se motive ; il suspend la tournée, et chacun lit ce qui le concerne', async () => {
    const page = await invited(refusing);
    await page.getByRole('button', { name: 'Je refuse de signer' }).tap();
    await page.getByRole('button', { name: 'Refuser de signer' }).tap();
    await refused(page);
    await inspection.look(page, 'refus-sans-motif');
    await page.getByLabel('Pourquoi refusez-vous').fill(refusal);
    await page.getByRole('button', { name: 'Refuser de signer' }).tap();
    await heading(page, 'Votre refus est enregistré');
    await page.getByText(refusal).waitFor();
    await inspection.look(page, 'refus-enregistre');

    const other = await invited(awaited);
    await heading(other, 'La signature est suspendue');
    expect(await other.locator('main').innerText()).not.toContain(refusal);
    await inspection.look(other, 'suspendue');
    const signed = await invited(await now(gestionnaire));
    await heading(signed, /^C’est signé/);
    await signed.getByText('La signature est suspendue').waitFor();
    await inspection.look(signed, 'merci-suspendue');

    const office = await signIn(await person(desk), service, clerkAddress);
    await office.goto(`${service.url}/tournees/${id}`);
    await office.getByText(refusal).first().waitFor();
    await inspection.look(office, 'tournee-suspendue');
    const before = service.mailbox.mails.length;
    await office.getByRole('button', { name: 'Reprendre la tournée' }).click();
    await office.locator('.fr-alert--success').getByText('La tournée reprend').waitFor();
    const again = await followMail(page.context(), await mailTo(refusing, before));
    await again.getByText('Vous signez pour').waitFor();
  });

  test('le texte remplacé, l’ancien lien le dit, puis mène au nouveau texte, que l’on signe', async () => {
    const old = await invitationTo(service, awaited);
    const replaced = await clerk.post(`/tournees/${id}/remplacement`, { supersedeReason: newText }, `/tournees/${id}`);
    const successor = /\/tournees\/([0-9a-f-]{36})\/parties/.exec(replaced.path)![1]!;
    const told = await service.mailbox.receive(({ to, text }) => to === awaited.email && text.includes('un seul jour'));
    expect(told.text).toContain('une autre');
    const context = await person(phone);
    const early = await followMail(context, old);
    await heading(early, 'Ce document a été remplacé');
    await inspection.look(early, 'remplace-avant-la-suite');

    asked = service.mailbox.mails.length;
    await launch(service, clerk, successor);
    const page = await followMail(context, old);
    await heading(page, 'Ce document a été remplacé');
    await inspection.look(page, 'remplace');
    service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
    const before = service.mailbox.mails.length;
    await page.getByRole('button', { name: 'Recevoir le lien de la nouvelle version' }).tap();
    await heading(page, 'Consultez votre messagerie');
    await inspection.look(page, 'remplace-lien-envoye');
    const fresh = await followMail(context, await mailTo(awaited, before));
    await fresh.getByText('Vous signez pour').waitFor();
    await signByTouch(fresh, awaited);
    expect((await facts(successor)).slots.filter(({ state }) => state === 'approved').map(({ bodyName }) => bodyName)).toEqual([awaited.bodyName]);
    id = successor;
  });

  test('chaque lien mort, chaque page d’erreur dit quoi faire et mène quelque part', async () => {
    const context = await person(phone, deadInspection);
    const look = async (page: Page, title: string, name: string) => {
      await heading(page, title);
      await deadInspection.look(page, name);
    };
    const at = async (path: string) => {
      const page = await context.newPage();
      await page.goto(service.url + path);
      return page;
    };
    await look(await at('/signer/lien-recopie-en-partie'), 'Ce lien n’est pas reconnu', 'mort-inconnu');
    const [open, done] = [await mailTo(refusing, asked), await mailTo(awaited, asked)];
    const forged = await followMail(context, open);
    await forged.getByLabel('Votre prénom et votre nom').fill(refusing.name);
    await context.clearCookies();
    await forged.getByRole('button', { name: 'Recevoir un code' }).tap();
    await look(forged, 'Cette page ne vous est pas ouverte', 'sans-jeton');
    await look(await at(`${linkIn(open)}/annexe-1.pdf`), 'Cette page n’existe pas', 'sans-annexe');

    service.clock.moveTo(new Date('2026-12-26T09:00:00Z'));
    await look(await followMail(context, done), 'Le document est déjà signé pour votre organisme', 'mort-signe');
    const late = await followMail(context, open);
    await look(late, 'Le délai pour signer est passé', 'mort-delai');
    const before = service.mailbox.mails.length;
    await late.getByRole('button', { name: /^Recevoir/ }).tap();
    const follow = await mailTo(refusing, before);
    await look(await followMail(context, follow), 'Où en est la convention', 'suivi');

    service.clock.moveTo(new Date('2030-06-01T09:00:00Z'));
    await look(await followMail(context, follow), 'Ce lien n’est plus valable', 'mort-perime');
    clerk = await clerkIn(service);
    await clerk.post(`/tournees/${id}/abandon`, { abandonReason: 'Le comité de pilotage y renonce.' }, `/tournees/${id}`);
    await look(await followMail(context, open), 'Cette tournée de signature a pris fin', 'mort-abandon');
    expect(deadInspection.met.map((met) => met.slice(0, 3)).sort()).toEqual(['403', '404', '404', '410', '410', '410', '410']);
  });

  test('aucune de ces pages n’a de défaut, au bureau comme au téléphone', () => {
    expect([...inspection.faults, ...deadInspection.faults]).toEqual([]);
  });
});
