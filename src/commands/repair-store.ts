/** `npm run repair-store`: keeps what can be read of a damaged `file:` store, if there is no backup. The gateway must not be running. */
import { ConfigError, readConfig } from '../config/config.js';
import { repairFileStore } from '../directory/store/open-store.js';
import { runCommand } from './command.js';

const LOSS =
  'An idempotency key that was lost makes a second order when it is sent again: look through the orders of the time before the damage. ' +
  'Profiles that were lost can be given again by DIRECTORY_SEED.';

runCommand(async () => {
  const { storeUrl } = readConfig(process.env);
  if (!storeUrl.startsWith('file:')) throw new ConfigError(['Set STORE_URL to the file: store to repair.']);
  const { kept, flushed } = await repairFileStore(storeUrl);
  return `Kept ${kept} entries; ${flushed ?? 'an unknown number'} had been flushed.\n${LOSS}`;
});
