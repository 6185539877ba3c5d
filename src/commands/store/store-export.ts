/** Writes all that a store holds to a file. */
import { open, rm } from 'node:fs/promises';
import type { Store } from '../../directory/store/store.js';
import { IDENTITY_KEY } from '../../directory/store/store-identity.js';
import { keyOf } from '../../directory/store-keys.js';
import { UsageError } from '../command.js';

export interface ExportOptions {
  store: Store;
  upstreamUrl: URL;
  path: string;
  isSeedOnly: boolean;
}

/** Size of one write, in characters. */
const CHUNK = 64 * 1_024;

/**
 * Can run while the gateway does: what is in the store from the beginning to the end of an export is in the file.
 *
 * @returns how many records the file has.
 * @throws {UsageError} if the file exists, or cannot be written.
 */
export async function exportStore(options: ExportOptions): Promise<number> {
  const { path } = options;
  const failed = (error: NodeJS.ErrnoException) => new UsageError(`${path} cannot be written: ${error.code}.`);
  // It holds people's data, as the store does.
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw failed(error as NodeJS.ErrnoException);
  });
  try {
    const count = await writeLines(options, (text) => file.appendFile(text));
    await file.sync();
    await file.close();
    return count;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw (error as NodeJS.ErrnoException).syscall ? failed(error as NodeJS.ErrnoException) : error;
  }
}

async function writeLines(
  { store, upstreamUrl, isSeedOnly }: ExportOptions,
  write: (text: string) => Promise<void>,
): Promise<number> {
  let text = isSeedOnly ? '' : line({ export: { format: 1, upstream: upstreamUrl.href, time: store.now() } });
  const written = new Set<string>();
  for await (const [key, value] of store.entries('')) {
    // Redis may name one twice.
    if (key === IDENTITY_KEY || written.has(key)) continue;
    const seedLine = toSeedLine(key, value);
    if (isSeedOnly && seedLine === undefined) continue;
    written.add(key);
    text += seedLine ?? line({ entry: [key, value] });
    if (text.length < CHUNK) continue;
    await write(text);
    text = '';
  }
  if (!isSeedOnly) text += line({ end: { records: written.size } });
  await write(text);
  return written.size;
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** @returns undefined if a seed has no such records. Values are texts of JSON in one line already. */
function toSeedLine(key: string, value: string): string | undefined {
  if (key.startsWith(keyOf.customer(''))) return `{"customer":${value}}\n`;
  if (key.startsWith(keyOf.wallet(''))) return `{"wallet":${value}}\n`;
  const order = keyOf.order('');
  return key.startsWith(order) ? line({ order: { id: key.slice(order.length), walletId: value } }) : undefined;
}
