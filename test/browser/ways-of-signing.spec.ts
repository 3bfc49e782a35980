import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { SigningManifest } from '#libs/signing';
import { clerkAddress, clerkIn, invitationOf, launch, openDraft, sign, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { QC, cardAuthority, cardOf, pemOf, signWithCard } from '../support/own-card.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Telephones } from '../support/telephones.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { ErrorInspection } from './error-inspection.js';
import { signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les façons de signer ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;
const begun = new Date('2026-11-24T09:00:00Z');
const authority = cardAuthority('AC Agents d’essai', begun);

journey('les façons de signer, dans un vrai navigateur', () => {
  const inspection = new ErrorInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-ways-'));
  let telephones: Telephones;
  let service: Service;
  let browser: Browser;
  let id: string;
  let prefet: Signer;
  let byPhone: Signer;

  beforeAll(async () => {
    writeFileSync(join(folder, 'agents.pem'), pemOf(authority.certificate));
    telephones = await Telephones.open();
    service = await startService({ now: begun, settings: { ...telephones.settings, TRUST_FILES: join(folder, 'agents.pem'), SIGNATURE_LEVEL_PREFET: 'qualifiee-ou-manuscrite' } });
    await service.database.superuser(`update national_partner set member_to = '2026-01-01' where code not in ('france_travail', 'cnam')`);
    browser = await openChromium(chromiumPath!);
    const clerk = await clerkIn(service);
    id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id);
    const signers = await signersOf(service, id);
    prefet = signers.find(({ college }) => college === 'prefet')!;
    byPhone = signers.find(({ college }) => college !== 'prefet')!;
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await telephones?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function person(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await openScreen(browser, options);
    inspection.listenTo(context);
    return context;
  }
  async function open(signer: Signer, options: BrowserContextOptions): Promise<Page> {
    const page = await (await person(options)).newPage();
    await page.goto(`${service.url}${await invitationOf(service, signer)}`);
    return page;
  }

  test('sur son téléphone, elle choisit le SMS, lit le code et signe', async () => {
    const page = await open(byPhone, phone);
    await page.getByLabel('Votre prénom et votre nom').fill(byPhone.name);
    await page.getByText('Par SMS').tap();
    await inspection.look(page, 'facons-sms');
    await page.getByRole('button', { name: 'Recevoir un code' }).tap();
    await page.getByRole('heading', { level: 1, name: 'Saisissez le code reçu' }).waitFor();
    await inspection.look(page, 'facons-sms-code');
    const message = await telephones.receive(({ text }) => text.includes('code'));
    await page.getByLabel('Code à six chiffres').fill(/\b\d{6}\b/.exec(message.text)![0]);
    await page.getByRole('button', { name: 'Signer', exact: true }).tap();
    await page.getByText('C’est signé').waitFor();
  });

  test('où un code ne suffit pas, le préfet voit les deux voies, réserve, se trompe de fichier, puis signe avec sa carte', async () => {
    for (const signer of (await signersOf(service, id)).filter(({ slotId }) => slotId !== prefet.slotId && slotId !== byPhone.slotId)) await sign(service, signer);
    const page = await open(prefet, desk);
    await page.getByRole('link', { name: 'Signer avec mon certificat' }).waitFor();
    expect(await page.getByRole('button', { name: 'Recevoir un code' }).count()).toBe(0);
    await inspection.look(page, 'facons-deux-voies');
    await page.getByRole('link', { name: 'Signer avec mon certificat' }).click();
    await inspection.look(page, 'facons-certificat');
    await page.getByLabel('Votre prénom et votre nom').fill(prefet.name);
    await page.getByRole('button', { name: /Réserver/ }).click();
    await page.getByRole('link', { name: /Télécharger/ }).waitFor();
    await inspection.look(page, 'facons-certificat-reserve');
    await prefectureLooks();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Télécharger/ }).click()]);
    const lent = await readFile(await download.path());
    await send(page, lent);
    await page.getByText('ne porte aucune nouvelle signature').first().waitFor();
    await inspection.look(page, 'facons-certificat-refuse');
    await send(page, await signedByCard(lent, []));
    await page.getByText('Une signature qualifiée est demandée ici').first().waitFor();
    await send(page, await signedByCard(lent, [QC.compliance, QC.device]));
    await page.getByText('C’est signé').waitFor();
    await inspection.look(page, 'facons-certificat-signe');
  });

  test('axe ne trouve rien à redire, et rien ne manque dans la console', () => expect(inspection.faults).toEqual([]));

  /** Meanwhile the préfecture sees who has the document, and lets it be. */
  async function prefectureLooks(): Promise<void> {
    const page = await signIn(await person(desk), service, clerkAddress);
    await page.goto(`${service.url}/tournees/${id}`);
    await page.getByRole('button', { name: 'Reprendre le document' }).waitFor();
    await inspection.look(page, 'facons-tournee-reservee');
  }

  async function send(page: Page, pdf: Buffer): Promise<void> {
    await page.locator('input[type="file"]').setInputFiles({ name: 'signé.pdf', mimeType: 'application/pdf', buffer: pdf });
    await page.getByRole('button', { name: /Envoyer/ }).click();
  }

  async function signedByCard(lent: Buffer, qualified: readonly string[]): Promise<Buffer> {
    const [{ manifest }] = (await service.database.superuser<{ manifest: SigningManifest }>('select manifest from document where round_id = $1', [id])) as [{ manifest: SigningManifest }];
    const card = cardOf(authority, prefet.name.toUpperCase(), { at: begun, qualified });
    return signWithCard(lent, manifest, prefet.slotId, card, begun);
  }
});
