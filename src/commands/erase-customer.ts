/** `npm run erase-customer -- cus_8a9b3e`: makes the store forget a customer. The gateway must not be running on a `file:` store. */
import pino from 'pino';
import { ConfigError, readConfig } from '../config.js';
import { eraseCustomer } from '../directory/erase.js';
import { StoreError } from '../directory/store/store-error.js';
import { unlessAborted } from '../rest/operation.js';
import { openState } from '../state.js';

/** How long the store may take to be there, in milliseconds. */
const STORE_TIMEOUT_MS = 5_000;

async function main(): Promise<void> {
  const [customerId] = process.argv.slice(2);
  if (customerId === undefined) throw new ConfigError(['Say which customer: npm run erase-customer -- cus_8a9b3e']);
  const { storeUrl, upstreamUrl } = readConfig(process.env);
  if (!upstreamUrl || storeUrl === 'memory:')
    throw new ConfigError(['Set UPSTREAM_URL and STORE_URL as the gateway has them.']);
  const log = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
  const state = await openState({ storeUrl, upstreamUrl, log, onReconnect: () => {}, mustExist: true });
  try {
    await unlessAborted(state.opened, AbortSignal.timeout(STORE_TIMEOUT_MS));
    report(await eraseCustomer(state.store, customerId));
  } finally {
    await state.close();
  }
}

function report(erased: number): void {
  process.stdout.write(erased === 0 ? 'Nothing was stored about this customer.\n' : `Erased ${erased} records.\n`);
}

main().catch((error: unknown) => {
  const isForPeople = error instanceof ConfigError || error instanceof StoreError;
  process.stderr.write(`${isForPeople ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
