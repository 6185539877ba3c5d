/** `npm run idempotency -- list`: orders sent under an idempotency key whose outcome isn't known, and how they came to an end. */
import { parseArgs } from 'node:util';
import { GatewayError } from '../common/gateway-error.js';
import type { Store } from '../directory/store/store.js';
import { type KeyRecord, storedRecords } from '../idempotency/key-record.js';
import { findUnknown, SettleError, settleAsFailed, settleAsOrdered, standingOf } from '../idempotency/settle.js';
import { isId } from '../input/check-id.js';
import { type CommandContext, runCommand, UsageError, withStore } from './command.js';
import { checkFailed, checkOrdered } from './settle-checks.js';
import { withUpstream } from './upstream.js';

const USAGE = `npm run --silent idempotency -- list [--all]
npm run --silent idempotency -- settle ATTEMPT --order ORDER_ID   the order was made: this one
npm run --silent idempotency -- settle ATTEMPT --failed           no order was made: the key may be used again
  --force   does not ask the upstream API whether that can be right`;

runCommand(async () => {
  const { command, attempt, all, order, failed, force } = readArguments();
  if (command === 'list' && !attempt && !order && !failed && !force) return withStore(({ store }) => list(store, all));
  if (command !== 'settle' || !attempt || all || (order === undefined) === !failed) throw new UsageError(USAGE);
  if (order !== undefined && !isId(order)) throw new UsageError(`${order} is not a valid order id.`);

  await withStore(async (context) => {
    const { store } = context;
    if (!force) await check(context, attempt, order);
    await (order === undefined ? settleAsFailed(store, attempt) : settleAsOrdered(store, attempt, order));
  }).catch((error: unknown) => {
    throw error instanceof SettleError ? new UsageError(error.message) : error;
  });
  return order === undefined ? 'Settled: its key may be used again.' : `Settled: its key gives order ${order}.`;
});

/** @param order Undefined: the attempt is to be settled as failed. @throws {SettleError} */
async function check(
  { store, config, log }: CommandContext,
  attempt: string,
  order: string | undefined,
): Promise<void> {
  const { record } = await findUnknown(store, attempt);
  try {
    await withUpstream(config, log, (upstream) =>
      order === undefined ? checkFailed(upstream, store, record) : checkOrdered(upstream, record, order),
    );
  } catch (error) {
    const isRefused = error instanceof SettleError;
    if (!isRefused && !(error instanceof GatewayError)) throw error;
    const reason = isRefused ? error.message : `The upstream API could not be asked (${error.code}).`;
    throw new SettleError(`${reason}\nNothing was changed. Use --force to settle it all the same.`);
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        all: { type: 'boolean', default: false },
        order: { type: 'string' },
        failed: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [command, attempt, ...rest] = positionals;
    if (rest.length === 0) return { command, attempt, ...values };
  } catch {
    // As wrong as any other.
  }
  throw new UsageError(USAGE);
}

const COLUMNS = ['ATTEMPT', 'OUTCOME', 'STARTED', 'VIEWER', 'WALLET', 'QUOTE', 'ORDER'];

/** @param all Those that are settled too. */
async function list(store: Store, all: boolean): Promise<string> {
  // Redis may name one twice.
  const records = new Map<string, KeyRecord>();
  for await (const { name, record } of storedRecords(store)) records.set(name, record);
  const inOrder = [...records.values()].sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  const rows: string[][] = [];
  for (const record of inOrder) {
    const standing = standingOf(record, store);
    if (standing === undefined || (standing === 'settled' && !all)) continue;
    const { attempt, startedAt, owner, walletId, quoteId } = record;
    const orderId = record.state === 'settled' ? record.orderId : '';
    rows.push([attempt, standing, startedAt, printable(owner), walletId, quoteId, orderId]);
  }
  if (rows.length === 0) return all ? 'There are no records.' : 'There is no order whose outcome is unknown.';
  const table = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** An operator's `sub` may hold anything, also what a terminal obeys. */
const printable = (text: string): string =>
  text.replace(/[^\x21-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
