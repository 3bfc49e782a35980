import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { deskSize, phoneSize, tabletSize } from './chromium.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Frames are left out: the only one is the browser's own PDF viewer, which is not ours to mend. */
const axeRun = `axe.run(document, { iframes: false, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ' (' + help + '): ' + target.join(' '))))`;

type Screen = { screen: string; size: { width: number; height: number } };
const deskAndPhone: readonly Screen[] = [{ screen: 'bureau', size: deskSize }, { screen: 'telephone', size: phoneSize }];
/** Where mandates are issued, and where their persons read. */
export const tabletAndPhone: readonly Screen[] = [{ screen: 'tablette', size: tabletSize }, { screen: 'telephone', size: phoneSize }];

/** Pages settle one frame after a change of width: the design system moves its menus then. */
const twoFrames = 'new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(() => settled(true))))';

/**
 * Looks at each page as its readers do: at both widths, with axe, without anything out of the screen, and without an error in the
 * console. What is wrong is gathered and told at once by `faults`, so that one run names everything there is to mend.
 */
export class PageInspection {
  readonly faults: string[] = [];
  private pages = 0;

  /** `screenshotsFolder`: where to keep a picture of each page, for the eye of a person; null keeps none. `sizes`: a desk and a phone, unless told otherwise. */
  constructor(private readonly screenshotsFolder: string | null, private readonly sizes: readonly Screen[] = deskAndPhone) {
    if (screenshotsFolder) mkdirSync(screenshotsFolder, { recursive: true });
  }

  /** Whatever the pages of this person complain about in the console, from now on. */
  listenTo(context: BrowserContext): void {
    context.on('console', (message) => {
      // A refused form is answered with the status 422, which the browser reports like a missing file.
      const refusedForm = message.text().includes('status of 422') && message.location().url === message.page()?.url();
      if (message.type() === 'error' && !refusedForm) this.faults.push(`console, ${message.page()?.url()}: ${message.text()}`);
    });
    context.on('weberror', (error) => this.faults.push(`script, ${error.page()?.url()}: ${error.error().message}`));
  }

  /** One page, at each of the widths; the page is given back as it was. */
  async look(page: Page, name: string): Promise<void> {
    const number = String(++this.pages).padStart(2, '0');
    const usual = page.viewportSize()!;
    for (const { screen, size } of this.sizes) {
      await page.setViewportSize(size);
      await page.evaluate(twoFrames);
      const place = `${number}-${name}-${screen}`;
      await this.audit(page, place);
      await this.measure(page, place, size.width);
      if (this.screenshotsFolder) await page.screenshot({ path: join(this.screenshotsFolder, `${place}.png`), fullPage: true });
    }
    await page.setViewportSize(usual);
  }

  /** Injected by the browser's own debugging channel, which the pages' content policy does not bind: the policy stays on, as in real life. */
  private async audit(page: Page, place: string): Promise<void> {
    await page.evaluate(axeSource);
    const violations: string[] = await page.evaluate(axeRun);
    this.faults.push(...violations.map((violation) => `axe, ${place}: ${violation}`));
  }

  private async measure(page: Page, place: string, width: number): Promise<void> {
    const needed: number = await page.evaluate('document.documentElement.scrollWidth');
    if (needed > width) this.faults.push(`width, ${place}: ${needed} px needed on a screen of ${width}`);
  }
}
