/** The gateway as it is, in a process that can be told to collect its garbage. */
import pino from 'pino';
import { createGateway } from '../../src/app/gateway.js';
import { readConfig } from '../../src/config/config.js';

const config = readConfig(process.env);
const { upstreamUrl } = config;
if (!upstreamUrl) throw new Error('UPSTREAM_URL is missing');
const gateway = await createGateway({ config: { ...config, upstreamUrl }, log: pino({ level: 'warn' }) });
process.send?.({ port: Number(new URL(await gateway.listen()).port) });
process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ collected: true });
});
