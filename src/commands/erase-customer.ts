/** `npm run erase-customer -- cus_8a9b3e`: makes the store forget a customer. The gateway must not be running on a `file:` store. */
import { eraseCustomer } from '../directory/erase.js';
import { runCommand, UsageError, withStore } from './command.js';

const KEPT =
  'These orders were sent under an idempotency key and are not settled, so they are kept, with their wallets. Settle those that ' +
  '"npm run idempotency -- list" calls unknown, wait for the others, and erase the customer again:';

runCommand(async () => {
  const [customerId] = process.argv.slice(2);
  if (customerId === undefined) throw new UsageError('Say which customer: npm run erase-customer -- cus_8a9b3e');
  const { erased, unsettled } = await withStore((store) => eraseCustomer(store, customerId));
  const done = erased === 0 ? 'Nothing was erased.' : `Erased ${erased} records.`;
  if (unsettled.length > 0) throw new UsageError(`${done}\n${KEPT}\n${unsettled.join('\n')}`);
  return erased === 0 ? 'Nothing was stored about this customer.' : done;
});
