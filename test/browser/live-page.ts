import type { Page } from 'playwright-core';

/** What the functions below read of a page: they run in the browser, whose types this project does not otherwise need. */
declare const document: { querySelector: (selector: string) => { textContent: string } | null };
declare const window: { parapheMark?: boolean; parapheTellPercent: (percent: number) => Promise<void> };
declare class MutationObserver {
  constructor(whenChanged: () => void);
  observe(node: unknown, what: { childList: boolean; subtree: boolean; characterData: boolean }): void;
}

/** Leaves a mark that the next load of the page wipes out. */
export async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => void (window.parapheMark = true));
}

export async function wasLoadedAgain(page: Page): Promise<boolean> {
  return page.evaluate(() => !window.parapheMark);
}

/** The percentages that this page shows from now on, in the list returned; a page loaded again adds nothing to it. */
export async function percentsShown(page: Page): Promise<number[]> {
  const seen: number[] = [];
  await page.exposeFunction('parapheTellPercent', (percent: number) => {
    if (percent !== seen.at(-1)) seen.push(percent);
  });
  await page.evaluate(() => {
    const shown = document.querySelector('[data-percent]');
    if (!shown) return;
    const tell = () => void window.parapheTellPercent(parseInt(shown.textContent, 10));
    tell();
    new MutationObserver(tell).observe(shown, { childList: true, subtree: true, characterData: true });
  });
  return seen;
}
