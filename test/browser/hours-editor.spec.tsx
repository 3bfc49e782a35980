import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import helmet from 'helmet';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { OpeningHours } from '#libs/domain';
import { Button, ErrorSummary, PostForm, renderPage, Shell, staticFolders } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { Answers, typedAgain } from '../../libs/features/src/directory-pages/answers.js';
import type { Posted } from '../../libs/features/src/directory-pages/answers.js';
import type { DirectoryForm } from '../../libs/features/src/directory-pages/directory-forms.views.js';
import { Hours, hoursScript } from '../../libs/features/src/directory-pages/hours-editor.views.js';
import { actOnHours, gatheredHours, hoursValues, readHours } from '../../libs/features/src/directory-pages/hours.form.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { PageInspection } from './page-inspection.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : l’éditeur d’horaires n’est PAS essayé dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');
const browsing = chromiumPath ? describe : describe.skip;

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: null, signInHref: null, navigation: [], path: '/fiche', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const h = (hours: number, minutes = 0) => hours * 60 + minutes;
const closed: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
const recorded: OpeningHours = { ...closed, monday: [{ from: h(9), to: h(12) }, { from: h(13, 30), to: h(17) }], saturday: [{ from: h(9), to: h(10) }, { from: h(11), to: h(12) }, { from: h(14), to: h(15) }] };
const antenne: OpeningHours = { ...closed, sunday: [{ from: h(10), to: h(11) }] };

/** The editor alone, with the reading and the refusals it has in the card of a structure, under the content policy of the service. */
function cardServer(saved: OpeningHours[]): Server {
  const page = (form: DirectoryForm): string => renderPage(
    <Shell frame={frame} title="Florac" scripts={[hoursScript]}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <h1>Florac</h1>
        <PostForm action="/fiche" csrf="jeton"><Hours form={form} action="/fiche" others={gatheredHours([antenne])} antenne={false} /><Button>Enregistrer</Button></PostForm>
      </div>
    </Shell>,
  );
  const app = express().use(helmet({ contentSecurityPolicy: { directives: { defaultSrc: [`'self'`], styleSrc: [`'self'`], upgradeInsecureRequests: null } }, strictTransportSecurity: false }));
  for (const { mount, dir } of staticFolders) app.use(mount, express.static(dir));
  app.use(express.urlencoded({ extended: false }));
  app.get('/fiche', (_, res) => void res.send(page({ values: hoursValues(recorded), errors: [] })));
  app.post('/fiche', (req, res) => {
    const posted = req.body as Posted;
    const acted = actOnHours(posted);
    if (acted) return void res.send(page({ ...typedAgain(acted), errors: [] }));
    const answers = new Answers(posted);
    const hours = readHours(answers, recorded);
    const { errors } = answers.give(null);
    if (errors.length === 0) saved.push(hours ?? closed);
    res.status(errors.length === 0 ? 200 : 422).send(page({ ...typedAgain(posted), errors }));
  });
  return createServer(app);
}

browsing('l’éditeur d’horaires, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  const saved: OpeningHours[] = [];
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    server = cardServer(saved).listen(0, '127.0.0.1');
    browser = await openChromium(chromiumPath!);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function open(options: BrowserContextOptions): Promise<Page> {
    const context = await openScreen(browser, options);
    inspection.listenTo(context);
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/fiche`);
    return page;
  }
  const words = async (page: Page, selector: string): Promise<string> => (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();
  const gauge = (page: Page): Promise<string> => words(page, '[data-hours-gauge]');
  const act = (page: Page, day: string, name: string) => page.locator(`#${day} button[value="${name}:${day}"]`);
  const save = (page: Page): Promise<unknown> => Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), page.locator('form > button.fr-btn').click()]);

  test('sur un téléphone, la jauge suit la frappe, et une erreur se dit à son champ', async () => {
    const page = await open(phone);
    expect(await gauge(page)).toBe('10 h 30 sur 24 h insuffisant 3 jours sur 5 insuffisant Il manque 13 h 30 par semaine et 2 jours d’ouverture.');
    await inspection.look(page, 'horaires');
    await page.locator('#monday_2_to').fill('18:00');
    expect(await gauge(page)).toContain('11 h 30 sur 24 h');
    expect(await words(page, '#monday [data-day-total]')).toBe('7 h 30');
    await page.locator('#monday_2_from').fill('11:00');
    await page.locator('#monday_2_from').blur();
    expect(await words(page, '#monday_2_from-messages')).toBe('Lundi : cette plage recouvre celle de 9 h à 12 h');
    await inspection.look(page, 'horaires-erreur');
    await page.locator('#monday_2_from').fill('13:30');
    await page.locator('#monday_2_from').blur();
    expect(await words(page, '#monday_2_from-messages')).toBe('');
  });

  test('avec les scripts, ajouter, recopier et vider se font sur place, et tout part à l’enregistrement', async () => {
    const page = await open(phone);
    await act(page, 'monday', 'add').click();
    await page.locator('#monday_3_from').fill('18:00');
    await page.locator('#monday_3_to').fill('19:00');
    await act(page, 'monday', 'copy').click();
    await act(page, 'saturday', 'clear').click();
    expect(await gauge(page)).toBe('38 h 30 sur 24 h conforme 6 jours sur 5 conforme Les deux conditions de l’article 4.2 sont remplies.');
    expect(await words(page, '#saturday [data-day-total]')).toBe('Fermé');
    expect(await page.locator('#saturday [data-interval]').count()).toBe(2);
    await inspection.look(page, 'horaires-recopies');
    await save(page);
    const monday = [{ from: h(9), to: h(12) }, { from: h(13, 30), to: h(17) }, { from: h(18), to: h(19) }];
    expect(saved.at(-1)).toEqual({ ...closed, monday, tuesday: monday, wednesday: monday, thursday: monday, friday: monday });
    expect(await gauge(page)).toContain('38 h 30 sur 24 h');
  });

  test('au clavier, la touche Entrée dans un champ enregistre, avec ou sans scripts', async () => {
    for (const options of [desk, { ...desk, javaScriptEnabled: false }]) {
      const page = await open(options);
      const before = saved.length;
      await page.locator('#tuesday_1_from').focus();
      await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), page.keyboard.press('Enter')]);
      expect(saved).toHaveLength(before + 1);
    }
  });

  test('sans scripts, chaque bouton montre la même chose par un aller-retour, revenu au même jour', async () => {
    const page = await open({ ...phone, javaScriptEnabled: false });
    await act(page, 'monday', 'add').click();
    expect(new URL(page.url()).hash).toBe('#monday');
    await page.locator('#monday_3_from').fill('18:00');
    await page.locator('#monday_3_to').fill('19:00');
    await act(page, 'monday', 'copy').click();
    await act(page, 'saturday', 'clear').click();
    expect(await gauge(page)).toContain('38 h 30 sur 24 h conforme 6 jours sur 5 conforme');
    expect(await words(page, '#saturday [data-day-total]')).toBe('Fermé');
    await page.locator('#friday_1_to').fill('08:00');
    await page.getByRole('button', { name: 'Recompter les heures' }).click();
    expect(await gauge(page)).toContain('35 h 30');
    await save(page);
    expect(await words(page, '#friday_1_to-messages')).toBe('Vendredi : indiquez une fermeture après l’ouverture');
  });

  test('au bureau, tout tient et rien ne se plaint', async () => {
    await inspection.look(await open(desk), 'horaires-bureau');
    expect(inspection.faults).toEqual([]);
  });
});
