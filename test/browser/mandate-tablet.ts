import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import { MandateSecrets, mandateById } from '#libs/features/mandate';
import { systemActor } from '#libs/platform';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { openChromium, openScreen, tablet } from './chromium.js';
import { PageInspection, tabletAndPhone } from './page-inspection.js';
import { signIn } from './people.js';

/** An agent of the demonstration, and nothing else. */
export const agentAddress = 'yann.astruc@france-services-48.example';
/** What a scanner gives. */
export const scan = { name: 'original.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 numérisation de l’original signé') };
/** A paper is composed, converted and sealed behind the page; on a busy machine, after others. */
export const sealMaxMs = 90_000;

const system = systemActor('test');

/** The desk of a structure under an agreement in force: its agent's tablet, and whoever else comes with a screen. */
export class MandateTablet {
  readonly inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null, tabletAndPhone);

  private constructor(readonly service: Service, readonly browser: Browser, readonly agent: BrowserContext) {
    this.inspection.listenTo(agent);
  }

  static async open(chromiumPath: string): Promise<MandateTablet> {
    const service = await startService({ now: new Date('2026-08-31T08:00:00Z') });
    await livingAgreement(service, { termEndsOn: legalDay('2029-12-31') });
    const browser = await openChromium(chromiumPath);
    const agent = await openScreen(browser, tablet);
    await signIn(agent, service, agentAddress);
    return new MandateTablet(service, browser, agent);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.service.stop();
  }

  async opened(screen: BrowserContextOptions): Promise<BrowserContext> {
    const context = await openScreen(this.browser, screen);
    this.inspection.listenTo(context);
    return context;
  }

  /** Less what a browser reports in its console of the answers that some tests ask for: an unknown code, too many of them, an end that came first. */
  get faults(): string[] {
    return this.inspection.faults.filter((fault) => !/status of 4(04|09|29) /.test(fault));
  }

  /** The first step, by touch. */
  async informed(): Promise<Page> {
    const page = await this.agent.newPage();
    await page.goto(`${this.service.url}/mandats`);
    await page.getByRole('link', { name: 'Établir un mandat' }).tap();
    await heading(page, /Lisez ces quatre points/);
    for (const item of ['controller', 'purpose', 'recipients', 'rights']) await page.locator(`label[for="${item}"]`).tap();
    await page.locator('label[for="situation-1"]').tap();
    await page.getByRole('button', { name: 'Continuer' }).tap();
    await heading(page, /pièce d’identité/);
    return page;
  }

  /** The first three steps; `looking`: each page is looked at as it is filled. */
  async prepared(familyName: string, looking = false): Promise<Page> {
    const page = await this.informed();
    await identityTyped(page, familyName);
    if (looking) await this.inspection.look(page, 'identite');
    await page.getByRole('button', { name: 'Continuer' }).tap();
    await heading(page, /Que vous confie/);
    for (const box of ['family', 'family-actions', 'family-partners']) await page.locator(`label[for="${box}"]`).tap();
    await page.locator('#family-words').fill('Demande d’allocation de logement');
    await page.locator('label[for="duration-3"]').tap();
    if (looking) await this.inspection.look(page, 'demarches');
    await page.getByRole('button', { name: 'Continuer vers la signature' }).tap();
    await heading(page, /Relisez ensemble/);
    return page;
  }

  async signed(familyName: string): Promise<{ page: Page; id: string; code: string }> {
    const page = await this.prepared(familyName);
    await signOn(page, familyName);
    const id = mandateIdOf(page);
    return { page, id, code: await this.codeOf(id) };
  }

  /** As printed on the person's original. */
  private codeOf(id: string): Promise<string> {
    return this.service.db.withIdentity(system, async (tx) => (await this.service.web.get(MandateSecrets).code(tx, (await mandateById(tx, id))!))!);
  }
}

/** What the agent copies from the document, by touch. */
export async function identityTyped(page: Page, familyName: string): Promise<void> {
  await page.locator('label[for="document-1"]').tap();
  for (const [id, text] of [['familyName', familyName], ['givenNames', 'Odette Marie'], ['birthDate', '17/03/1948'], ['birthPlace', 'Florac'], ['address', '4 rue du Pêcher, 48400 Florac']] as const) await page.locator(`#${id}`).fill(text);
}

/** The tablet changes hands, and the person signs. */
export async function signOn(page: Page, familyName: string): Promise<void> {
  await page.getByRole('link', { name: /Passer la tablette/ }).tap();
  await page.locator('#typedName').fill(`Odette Marie ${familyName}`);
  await page.getByRole('button', { name: 'Je signe' }).tap();
  await heading(page, /C’est signé/);
}

export function heading(page: Page, name: string | RegExp): Promise<void> {
  return page.getByRole('heading', { level: 1, name }).waitFor();
}

export function mandateIdOf(page: Page): string {
  return /\/mandats\/([0-9a-f-]{36})/.exec(page.url())![1]!;
}

/** What the page says. */
export function told(page: Page): Promise<string> {
  return page.locator('main').innerText();
}
