/** A measured process: a gateway before the REST API at `UPSTREAM_URL`, that knows 50 orders of customer `c1`. */
import pino from 'pino';
import { createGateway } from '../../src/app/gateway.js';
import { readConfig } from '../../src/config/config.js';
import { serve } from './measuring.js';

const config = readConfig({ STORE_URL: 'memory:', PORT: '0', ...process.env });
const { upstreamUrl } = config;
if (!upstreamUrl) throw new Error('UPSTREAM_URL is missing');
const orders = Array.from({ length: 50 }, (_, index) => ({ order: { id: `o${index}`, walletId: 'w1' } }));
const gateway = await createGateway({
  config: { ...config, upstreamUrl },
  seed: [{ wallet: { id: 'w1', customerId: 'c1', asset: 'USDT', network: 'TRON' } }, ...orders],
  log: pino({ level: 'silent' }),
});
serve(
  { url: await gateway.listen() },
  async () => {},
  () => gateway.watchedOrders,
);
