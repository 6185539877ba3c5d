/** `npm run erase-customer -- cus_8a9b3e`: makes the store forget a customer. The gateway must not be running on a `file:` store. */
import { eraseCustomer } from '../directory/erase.js';
import { runCommand, UsageError, withStore } from './command.js';

runCommand(async () => {
  const [customerId] = process.argv.slice(2);
  if (customerId === undefined) throw new UsageError('Say which customer: npm run erase-customer -- cus_8a9b3e');
  const erased = await withStore((store) => eraseCustomer(store, customerId));
  return erased === 0 ? 'Nothing was stored about this customer.' : `Erased ${erased} records.`;
});
