/** `npm run erase-customer -- cus_8a9b3e`: makes the store forget a customer. */
import { parseArgs } from 'node:util';
import { GatewayError } from '../common/gateway-error.js';
import { isId } from '../input/check-id.js';
import { type CommandContext, runCommand, UsageError, withStore } from './command.js';
import { type Erasure, eraseCustomer } from './erase.js';
import { withUpstream } from './upstream.js';

const USAGE = `npm run erase-customer -- cus_8a9b3e
  --store-only   does not ask the upstream API which wallets and orders are the customer's`;

const KEPT =
  'These orders were sent under an idempotency key and are not settled, so they are kept, with their wallets. Settle those that ' +
  '"npm run idempotency -- list" calls unknown, wait for the others, and erase the customer again:';
const MAY_BE_LEFT =
  "Orders and payment details of wallets that only the upstream API names as this customer's may be left in the store.";

/** Why the upstream API could not say what is the customer's. */
type Gap = 'unavailable' | 'unknown customer';

const REASONS: Record<Gap, string> = {
  unavailable: `The upstream API could not be asked. ${MAY_BE_LEFT} Erase the customer again when it answers, or with --store-only.`,
  'unknown customer': `The upstream API has no such customer. ${MAY_BE_LEFT} Erase the customer with --store-only if that is right.`,
};

runCommand(async () => {
  const { customerId, storeOnly } = readArguments();
  const { erased, unsettled, gap } = await withStore((context) => eraseAll(context, customerId, storeOnly));
  const done = erased === 0 ? 'Nothing was erased.' : `Erased ${erased} records.`;
  const kept = unsettled.length > 0 ? [KEPT, ...unsettled] : [];
  const left = gap ? [REASONS[gap]] : [];
  if (kept.length + left.length > 0) throw new UsageError([done, ...left, ...kept].join('\n'));
  if (storeOnly) return `${done} The upstream API was not asked.`;
  return erased === 0 ? 'Nothing was stored about this customer.' : done;
});

function readArguments(): { customerId: string; storeOnly: boolean } {
  try {
    const options = { 'store-only': { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [customerId, ...rest] = positionals;
    if (customerId !== undefined && isId(customerId) && rest.length === 0)
      return { customerId, storeOnly: values['store-only'] };
  } catch {
    // As wrong as any other.
  }
  throw new UsageError(USAGE);
}

/** Erases what can be found, also where the upstream API does not answer: that much is gone then. */
async function eraseAll(
  { store, config, log }: CommandContext,
  customerId: string,
  storeOnly: boolean,
): Promise<Erasure & { gap?: Gap }> {
  if (storeOnly) return eraseCustomer(store, customerId);
  let gap: Gap | undefined;
  /** Once it has failed, it is not asked for every other wallet too. */
  const orNull = async <T>(read: () => Promise<T | null>): Promise<T | null> => {
    if (gap === 'unavailable') return null;
    return read().catch((error: unknown) => {
      if (!(error instanceof GatewayError)) throw error;
      gap = 'unavailable';
      return null;
    });
  };
  const erasure = await withUpstream(config, log, (upstream) =>
    eraseCustomer(store, customerId, {
      walletsOf: (id) =>
        orNull(async () => {
          const wallets = await upstream.walletsOf(id);
          if (!wallets) gap = 'unknown customer';
          return wallets;
        }),
      ordersOf: (walletId) => orNull(async () => (await upstream.ordersOf(walletId))?.map(({ id }) => id) ?? null),
    }),
  );
  return { ...erasure, ...(gap && { gap }) };
}
