/** The explorer in a real browser without internet: it loads, and runs a query, mutations and a subscription. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  BUSY_TRANSFERRING_ORDER_IDS,
  SAMPLE_ORDER_ID,
  SAMPLE_WALLET_ID,
} from '../../src/simulator/sample/sample-ids.js';
import { hasChromium, startBrowser } from '../support/chromium.js';
import { startWithSimulator } from '../support/gateway.js';
import { JWT_ENV } from '../support/tokens.js';

const [LIVE_ORDER_ID = ''] = BUSY_TRANSFERRING_ORDER_IDS;
const SOON = { timeout: 20_000, interval: 100 };

async function openExplorer(env: Record<string, string> = {}) {
  const sample = { walletId: SAMPLE_WALLET_ID, orderId: SAMPLE_ORDER_ID, liveOrderId: LIVE_ORDER_ID };
  const started = await startWithSimulator({ sample, env });
  const page = await (await startBrowser()).newPage();
  const elsewhere: string[] = [];
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) blocked.push(message.text());
  });
  await page.route(
    (url) => url.origin !== started.url,
    (route) => {
      elsewhere.push(route.request().url());
      return route.abort();
    },
  );
  await page.goto(`${started.url}/graphql`);
  return { ...started, page, elsewhere, blocked };
}

/** What the tab that is open shows. */
const shown = (page: Page) => () => page.locator('app-window:visible').innerText();
const openTab = (page: Page, name: string) =>
  page.locator('.window-switcher__input', { hasText: name }).first().click();
const send = (page: Page, operation: string) => page.getByText(`(Send ${operation})`).locator('visible=true').click();

describe.skipIf(!hasChromium)('the explorer', { timeout: 120_000 }, () => {
  it('runs its examples with the network cut, and asks nobody else', async () => {
    const { page, simulator, elsewhere, blocked } = await openExplorer();
    await send(page, 'query Wallet');
    await expect.poll(shown(page), SOON).toMatch(/"available": "[\d.]+"/);

    await openTab(page, 'Top-up');
    await send(page, 'mutation Quote');
    await expect.poll(shown(page), SOON).toMatch(/"rate": "[\d.]+"/);

    await openTab(page, 'Live order');
    await send(page, 'subscription LiveOrder');
    await expect.poll(shown(page), SOON).toContain('"TRANSFERRING"');
    simulator.setOrderStatus(LIVE_ORDER_ID, 'COMPLETED');
    await expect.poll(shown(page), SOON).toContain('"COMPLETED"');

    await openTab(page, 'Live order by SSE');
    await send(page, 'subscription LiveOrder');
    await expect.poll(shown(page), SOON).toContain('"COMPLETED"');
    expect(elsewhere).toEqual([]);
    expect(blocked).toEqual([]);
  });

  it('is opened without a token, and leads to Apollo Sandbox', async () => {
    const { page, url } = await openExplorer(JWT_ENV);
    await page.locator('.window-switcher__item').first().waitFor();
    const link = page.getByText('Open in Apollo Sandbox');
    expect(await link.getAttribute('href')).toBe(
      `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(`${url}/graphql`)}`,
    );
    await page.goto(url);
    await page.getByText('Explorer').click();
    await expect.poll(() => page.url(), SOON).toBe(`${url}/graphql`);
  });
});
