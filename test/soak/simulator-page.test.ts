/** The simulator's own page in a real browser. */
import { describe, expect, it } from 'vitest';
import { hasChromium, startBrowser } from '../support/chromium.js';
import { startWithSimulator } from '../support/gateway.js';

const SOON = { timeout: 20_000 };

describe.skipIf(!hasChromium)('the simulator’s page', { timeout: 60_000 }, () => {
  it('shows orders and calls, changes statuses, and sets faults', async () => {
    const { simulator, run } = await startWithSimulator();
    const page = await (await startBrowser()).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${simulator.url}/_simulator`);
    await run('{ wallet(id: "wal_c1f0aa") { balance { available } } }');
    await page.getByText('/wallets/wal_c1f0aa/balances').waitFor(SOON);

    const order = page.getByRole('row', { name: /ord_busy_43/ });
    await order.getByRole('button', { name: 'FAILED' }).click();
    await expect.poll(() => order.getByRole('cell').nth(3).textContent(), SOON).toBe('FAILED');
    const status = async () => (await run('{ topupOrder(id: "ord_busy_43") { status } }')).data.topupOrder.status;
    expect(await status()).toBe('FAILED');

    await page.getByRole('button', { name: 'Outage' }).click();
    await page.getByText('http-error').waitFor(SOON);
    expect((await run('{ wallet(id: "wal_busy") { balance { available } } }')).errors).toHaveLength(1);
    await page.getByRole('button', { name: 'None' }).click();
    await page.getByText('none', { exact: true }).waitFor(SOON);
    expect(complaints.filter((text) => !text.includes('favicon') && !text.includes('404'))).toEqual([]);
  });
});
