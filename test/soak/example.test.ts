/** The frontend example, with everything that can go wrong: it never calls an order failed that was made, and never makes one twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasChromium } from '../support/chromium.js';
import { runCommand } from '../support/command.js';
import { openExample, orderTopup, picture } from '../support/example-app.js';

const SOON = { timeout: 20_000 };
const NEVER = 2 ** 31 - 1;
const ordersOf = (calls: readonly string[]) => calls.filter((call) => call === 'POST /topup/orders').length;
const BALANCE = '65.2932 USDT';

describe.skipIf(!hasChromium)('the frontend example', { timeout: 120_000 }, () => {
  it('shows wallets and pages of transactions, orders, and watches the order to its end', async () => {
    // Its own documents are the only ones that run, with the fields that the cache adds to them.
    const { page, calls } = await openExample({
      env: { TRUSTED_DOCUMENTS: 'examples/frontend/src/generated/persisted-documents.json' },
      simulator: { orderDelayMs: 3_000 },
    });
    await page.getByText(BALANCE).first().waitFor(SOON);
    await page.getByRole('button', { name: 'Transactions' }).first().click();
    await page.getByText('TOPUP_CREDIT').first().waitFor(SOON);
    await picture(page, 'wallets');
    await orderTopup(page);
    await page.getByText('Waiting for your payment').waitFor(SOON);
    await picture(page, 'live-order');
    await page.getByText('Complete', { exact: true }).waitFor(SOON);
    await picture(page, 'complete');
    expect(ordersOf(calls())).toBe(1);
    // The new balance is in the wallet's card too.
    await expect.poll(() => page.getByText(BALANCE).count(), SOON).toBe(0);
  });

  it('shows what arrived where a balance failed', async () => {
    const { page, simulator } = await openExample();
    await page.getByText(BALANCE).first().waitFor(SOON);
    simulator.setFaults([{ on: 'walletBalance', kind: 'http-error' }]);
    await page.reload();
    await page.getByText('The balance cannot be read at the moment.').waitFor(SOON);
    await page.getByText('USDT on TRON').waitFor(SOON);
    await picture(page, 'partial');
    simulator.setFaults([]);
    const isBack = async (): Promise<boolean> => {
      const retry = page.getByRole('button', { name: 'Try again' });
      if (await retry.isVisible()) await retry.click();
      return page.getByText(BALANCE).first().isVisible();
    };
    await expect.poll(isBack, { ...SOON, interval: 1_000 }).toBe(true);
  });

  it('makes an order once over cut connections and reloads', async () => {
    const { page, calls } = await openExample({ simulator: { orderDelayMs: NEVER } });
    let lost = 0;
    // The order is made, and the app does not hear of it.
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('CreateOrder')) return route.continue();
      // A reload may have ended the request already.
      await route.fetch().catch(() => {});
      lost += 1;
      await route.abort().catch(() => {});
    });
    await orderTopup(page);
    await page.getByText('Your order is being checked.').waitFor(SOON);
    await picture(page, 'checked');
    await expect.poll(() => lost, SOON).toBeGreaterThan(1);
    await page.reload();
    await page.getByText('Your order is being checked.').waitFor(SOON);
    expect(await page.getByText(/failed/i).count()).toBe(0);
    await page.unroute('**/graphql');
    await page.getByText('Waiting for your payment').waitFor(SOON);
    await page.reload();
    await page.getByText('Waiting for your payment').waitFor(SOON);
    expect(ordersOf(calls())).toBe(1);
  });

  it('goes on when the network comes back', async () => {
    const { page, calls } = await openExample({ simulator: { orderDelayMs: NEVER } });
    await page.getByRole('button', { name: 'Get a quote' }).click();
    await page.getByLabel('Name of the payer').fill('Alice Chen');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Order' }).click();
    await page.getByText('Your order is being checked.').waitFor(SOON);
    await page.context().setOffline(false);
    await page.getByText('Waiting for your payment').waitFor(SOON);
    expect(ordersOf(calls())).toBe(1);
  });

  it('checks an order of an unknown outcome until an operator has settled it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'example-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const storeUrl = `file:${folder}`;
    const { page, calls, simulator } = await openExample({
      env: { STORE_URL: storeUrl },
      simulator: { orderDelayMs: NEVER },
    });
    await page.getByText(BALANCE).first().waitFor(SOON);
    simulator.setFaults([{ on: 'createOrder', kind: 'reset', after: true, times: 1 }]);
    await orderTopup(page);
    await page.getByText('Your order is being checked.').waitFor(SOON);
    const idempotency = (...args: string[]) =>
      runCommand('idempotency', args, { UPSTREAM_URL: simulator.url, STORE_URL: storeUrl, AUTH: 'none' });
    const attempt = async (): Promise<string> =>
      (await idempotency('list')).text.match(/^\S{36}(?= {2}unknown)/m)?.[0] ?? '';
    await expect.poll(attempt, { ...SOON, interval: 500 }).not.toBe('');
    const response = await fetch(`${simulator.url}/topup/orders?walletId=wal_c1f0aa&limit=1`);
    const { data } = (await response.json()) as { data: { orderId: string }[] };
    expect(await idempotency('settle', await attempt(), '--order', data[0]?.orderId ?? '')).toMatchObject({
      status: 0,
    });
    await page.getByText('Waiting for your payment').waitFor(SOON);
    expect(ordersOf(calls())).toBe(1);
  });

  it('hears of an order’s end although its token expired and the webhook was lost', async () => {
    const { page, simulator } = await openExample({
      env: { RECONCILE_INTERVAL_MS: '500' },
      simulator: { orderDelayMs: 8_000 },
      tokenSeconds: 3,
    });
    simulator.setFaults([{ on: 'webhook', kind: 'lost' }]);
    await orderTopup(page);
    await page.getByText('Waiting for your payment').waitFor(SOON);
    await page.getByText('Complete', { exact: true }).waitFor(SOON);
  });

  it('says that nothing can be read during an outage', async () => {
    const { page, simulator } = await openExample();
    await page.getByText(BALANCE).first().waitFor(SOON);
    simulator.setFaults([{ on: '*', kind: 'http-error' }]);
    await page.reload();
    await page
      .getByText(/cannot be read at the moment/)
      .first()
      .waitFor(SOON);
    await picture(page, 'outage');
    await page.getByRole('button', { name: 'Get a quote' }).click();
    await page.getByText('There is no quote at the moment.').waitFor(SOON);
  });
});
