/** `npm run idempotency -- list`: requests sent under an idempotency key whose outcome isn't known, and how they came to an end. */
import { parseArgs } from 'node:util';
import { GatewayError } from '../common/gateway-error.js';
import type { Store } from '../directory/store/store.js';
import { type KeyRecord, type Kind, kindOf, storedRecords } from '../idempotency/key-record.js';
import { findUnknown, SettleError, settleAsCreated, settleAsFailed, standingOf } from '../idempotency/settle.js';
import { isId } from '../input/check-id.js';
import { type CommandContext, runCommand, UsageError, withStore } from './command.js';
import { checkCreated, checkFailed } from './settle-checks.js';
import { withUpstream } from './upstream.js';

const KINDS: readonly Kind[] = ['order', 'wallet', 'customer'];

const USAGE = `npm run --silent idempotency -- list [--all]
npm run --silent idempotency -- settle ATTEMPT --order ORDER_ID   the order was made: this one (likewise --wallet, --customer)
npm run --silent idempotency -- settle ATTEMPT --failed           nothing was made: the key may be used again
  --force   does not ask the upstream API whether that can be right`;

runCommand(async () => {
  const { command, attempt, all, created, failed, force } = readArguments();
  if (command === 'list' && !attempt && !created && !failed && !force)
    return withStore(({ store }) => list(store, all));
  if (command !== 'settle' || !attempt || all || (created === undefined) === !failed) throw new UsageError(USAGE);
  if (created && !isId(created.id)) throw new UsageError(`${created.id} is not a valid ${created.kind} id.`);

  await withStore(async (context) => {
    const { store } = context;
    const { record } = await findUnknown(store, attempt);
    if (created && kindOf(record) !== created.kind)
      throw new SettleError(`${attempt} was to create a ${kindOf(record)}: settle it with --${kindOf(record)}.`);
    if (!force) await check(context, record, created?.id);
    await (created ? settleAsCreated(store, attempt, created.id) : settleAsFailed(store, attempt));
  }).catch((error: unknown) => {
    throw error instanceof SettleError ? new UsageError(error.message) : error;
  });
  return created ? `Settled: its key gives ${created.kind} ${created.id}.` : 'Settled: its key may be used again.';
});

/** @param id Undefined: the attempt is to be settled as failed. @throws {SettleError} */
async function check({ store, config, log }: CommandContext, record: KeyRecord, id: string | undefined): Promise<void> {
  try {
    await withUpstream(config, log, (upstream) =>
      id === undefined ? checkFailed(upstream, store, record) : checkCreated(upstream, record, id),
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
        wallet: { type: 'string' },
        customer: { type: 'string' },
        failed: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [command, attempt, ...rest] = positionals;
    const { all, failed, force } = values;
    const [created, ...others] = KINDS.flatMap((kind) => {
      const id = values[kind];
      return id === undefined ? [] : [{ kind, id }];
    });
    if (rest.length + others.length === 0) return { command, attempt, created, all, failed, force };
  } catch {
    // As wrong as any other.
  }
  throw new UsageError(USAGE);
}

const COLUMNS = ['ATTEMPT', 'OUTCOME', 'STARTED', 'VIEWER', 'CREATES', 'FOR', 'QUOTE', 'CREATED'];

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
    const { attempt, startedAt, owner, walletId, customerId, quoteId } = record;
    const created = record.state === 'settled' ? record.orderId : '';
    const subject = customerId ?? walletId;
    rows.push([attempt, standing, startedAt, printable(owner), kindOf(record), subject, quoteId, created]);
  }
  if (rows.length === 0) return all ? 'There are no records.' : 'There is no attempt whose outcome is unknown.';
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
