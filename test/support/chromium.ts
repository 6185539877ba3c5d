/** A real browser. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';

const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));

/** Whether Chromium is installed; without, tests are skipped, except where everything must be tested. */
export const hasChromium = executablePath !== undefined;
if (!hasChromium && process.env.CI) throw new Error('chromium is not installed');
if (!hasChromium) console.warn('chromium is not installed: its tests are skipped');

/** Ends with the test. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  return browser;
}
