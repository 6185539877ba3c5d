/** `npm run erase-customer -- cus_8a9b3e`: makes the store forget a customer. The gateway must not be running on a `file:` store. */
import { ConfigError, readConfig } from '../config.js';
import { eraseCustomer } from '../directory/erase.js';
import { openStore } from '../directory/store/open-store.js';
import { StoreError } from '../directory/store/store-error.js';

async function main(): Promise<void> {
  const [customerId] = process.argv.slice(2);
  if (customerId === undefined) throw new ConfigError(['Say which customer: npm run erase-customer -- cus_8a9b3e']);
  const { storeUrl, upstreamUrl } = readConfig(process.env);
  if (!upstreamUrl || storeUrl === 'memory:')
    throw new ConfigError(['Set UPSTREAM_URL and STORE_URL as the gateway has them.']);
  const store = await openStore(storeUrl, upstreamUrl);
  const erased = await eraseCustomer(store, customerId);
  await store.close();
  process.stdout.write(erased === 0 ? 'Nothing was stored about this customer.\n' : `Erased ${erased} records.\n`);
}

main().catch((error: unknown) => {
  const isForPeople = error instanceof ConfigError || error instanceof StoreError;
  process.stderr.write(`${isForPeople ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
