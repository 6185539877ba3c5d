/** The frontend example in a real browser, before a gateway and the simulator. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { onTestFinished } from 'vitest';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import type { SimulatorOptions } from '../../src/simulator/simulator.js';
import { startBrowser } from './chromium.js';
import { startWithSimulator } from './gateway.js';
import { JWT_ENV, SECRET } from './tokens.js';

const ROOT = fileURLToPath(new URL('../../examples/frontend/', import.meta.url));

export interface ExampleOptions {
  env?: Record<string, string>;
  simulator?: SimulatorOptions;
  /** Life of a token. */
  tokenSeconds?: number;
}

export async function openExample({ env = {}, simulator = {}, tokenSeconds = 60 }: ExampleOptions = {}) {
  const started = await startWithSimulator({ env: { ...JWT_ENV, ...env }, seed: sampleDirectory(), simulator });
  // As scripts/example.ts does.
  Object.assign(process.env, {
    GATEWAY_URL: started.url,
    JWT_SECRET: SECRET,
    TOKEN_SECONDS: String(tokenSeconds),
  });
  const app = await createServer({
    root: ROOT,
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1', hmr: false },
  });
  onTestFinished(() => app.close());
  await app.listen();
  const [url = ''] = app.resolvedUrls?.local ?? [];
  const page = await (await startBrowser()).newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  return { ...started, page, appUrl: url };
}

/** Asks for a quote, and orders. */
export async function orderTopup(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Get a quote' }).click();
  await page.getByLabel('Name of the payer').fill('Alice Chen');
  await page.getByRole('button', { name: 'Order' }).click();
}

/** Keeps a picture of the page for the documentation, in the folder that `PICTURES` names. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
