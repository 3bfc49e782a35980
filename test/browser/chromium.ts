import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';

/** Names of the program in the distributions we know; `npm test` looks for the same ones, and installs it where it can. */
const programNames = ['chromium', 'chromium-browser', 'google-chrome'];

/** Nothing here may leave this machine: no update, no synchronisation, no QUIC. The sandbox needs rights that a container rarely has. */
const switches = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** No step of a page takes longer on a very busy machine; what does is broken. */
const waitMaxMs = 60_000;

/** The screens of interface.md: a signatory's phone, a clerk's desk, an agent's tablet. */
export const phoneSize = { width: 390, height: 844 };
export const deskSize = { width: 1280, height: 900 };
/** What agents hand over to the person in front of them. */
export const tabletSize = { width: 1024, height: 768 };

/** People here read French, at the hour of Paris; the pages do not move for those who asked that nothing moves. */
const habits: BrowserContextOptions = { locale: 'fr-FR', timezoneId: 'Europe/Paris', reducedMotion: 'reduce', acceptDownloads: true };

export const desk: BrowserContextOptions = { ...habits, viewport: deskSize };
export const tablet: BrowserContextOptions = {
  ...habits, viewport: tabletSize, hasTouch: true,
  userAgent: 'Mozilla/5.0 (Linux; Android 15; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
};
export const phone: BrowserContextOptions = {
  ...habits, viewport: phoneSize, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
  userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
};

/** The Chromium that `npm test` names, else the first one on PATH, else null. */
export function findChromium(): string | null {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => programNames.map((name) => join(folder, name))).find(isProgram) ?? null;
}

export function openChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: switches, timeout: waitMaxMs });
}

/** A person with a screen of their own: nothing is shared with the others, cookies included. */
export async function openScreen(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(waitMaxMs);
  return context;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
