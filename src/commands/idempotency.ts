/** `npm run idempotency -- list`: orders sent under an idempotency key whose outcome isn't known, and how they came to an end. */
import { parseArgs } from 'node:util';
import { type KeyRecord, storedRecords } from '../directory/idempotency-record.js';
import { SettleError, settleAsFailed, settleAsOrdered, standingOf } from '../directory/idempotency-settle.js';
import type { Store } from '../directory/store/store.js';
import { isId } from '../query/check-id.js';
import { runCommand, UsageError, withStore } from './command.js';

const USAGE = `npm run --silent idempotency -- list [--all]
npm run --silent idempotency -- settle ATTEMPT --order ORDER_ID   the order was made: this one
npm run --silent idempotency -- settle ATTEMPT --failed           no order was made: the key may be used again`;

runCommand(async () => {
  const { command, attempt, all, order, failed } = readArguments();
  if (command === 'list' && !attempt && !order && !failed)
    return withStore((store, isShared) => list(store, isShared, all));
  if (command !== 'settle' || !attempt || all || (order === undefined) === !failed) throw new UsageError(USAGE);
  if (order !== undefined && !isId(order)) throw new UsageError(`${order} is no order’s id.`);

  await withStore((store, isShared) =>
    order === undefined ? settleAsFailed(store, attempt, isShared) : settleAsOrdered(store, attempt, order, isShared),
  ).catch((error: unknown) => {
    throw error instanceof SettleError ? new UsageError(error.message) : error;
  });
  return order === undefined ? 'Settled: its key may be used again.' : `Settled: its key gives order ${order}.`;
});

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        all: { type: 'boolean', default: false },
        order: { type: 'string' },
        failed: { type: 'boolean', default: false },
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
async function list(store: Store, isShared: boolean, all: boolean): Promise<string> {
  // Redis may name one twice.
  const records = new Map<string, KeyRecord>();
  for await (const { name, record } of storedRecords(store)) records.set(name, record);
  const inOrder = [...records.values()].sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  const rows: string[][] = [];
  for (const record of inOrder) {
    const standing = standingOf(record, isShared);
    if (standing === undefined || (standing === 'settled' && !all)) continue;
    const { attempt, startedAt, owner, walletId, quoteId } = record;
    const orderId = record.state === 'settled' ? record.orderId : '';
    rows.push([attempt, standing, startedAt, owner, walletId, quoteId, orderId]);
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
