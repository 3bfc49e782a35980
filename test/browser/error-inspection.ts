import type { BrowserContext, Page } from 'playwright-core';
import { phoneSize } from './chromium.js';
import { PageInspection } from './page-inspection.js';

/** Where a link of a mail is followed; pages that hold a title, a sentence and a button are looked at there alone. */
export const phoneOnly = [{ screen: 'telephone', size: phoneSize }] as const;

/**
 * Where a page leads, its menus aside: the buttons and links one sees in it, but those that write, call, or go nowhere. Runs in the browser.
 */
const waysOut = `[...document.querySelectorAll('main a[href], main button')].filter((way) =>
  way.checkVisibility() && !way.disabled && way.textContent.trim() !== '' && !/^(mailto:|tel:|#)/.test(way.getAttribute('href') ?? '') && way.href !== location.href).length`;

/**
 * Looks at pages as `PageInspection` does, and at those that answer by an error for what they let people do next: a sentence, and a link or a
 * button. Such a page must be looked at, else what the browser says of its status stays a fault.
 */
export class ErrorInspection extends PageInspection {
  /** The statuses met, each with the title of its page. */
  readonly met: string[] = [];
  private readonly statuses = new WeakMap<Page, number>();

  override listenTo(context: BrowserContext): void {
    super.listenTo(context);
    context.on('response', (response) => {
      if (!response.request().isNavigationRequest()) return;
      const page = response.frame().page();
      if (response.frame() === page.mainFrame()) this.statuses.set(page, response.status());
    });
  }

  override async look(page: Page, name: string): Promise<void> {
    await super.look(page, name);
    const status = this.statuses.get(page) ?? 200;
    if (status < 400) return;
    this.met.push(`${status} ${await page.locator('main h1').innerText()}`);
    if ((await page.evaluate<number>(waysOut)) === 0) this.faults.push(`no way out, ${name}: nothing to press on a page that answers ${status}`);
    if ((await page.locator('main p').count()) === 0) this.faults.push(`no word, ${name}: a page that answers ${status} does not say what to do`);
    this.forgive(page.url(), status);
  }

  /** The browser tells the status of a page as it would a missing file. */
  private forgive(address: string, status: number): void {
    const told = (fault: string): boolean => fault.startsWith(`console, ${address}: `) && fault.includes(`status of ${status}`);
    this.faults.splice(0, this.faults.length, ...this.faults.filter((fault) => !told(fault)));
  }
}
