/** Adds what an export holds to a store. */
import { open } from 'node:fs/promises';
import { Compile } from 'typebox/compile';
import type { Store } from '../../directory/store/store.js';
import { identityFor } from '../../directory/store/store-identity.js';
import { keyOf } from '../../directory/store-keys.js';
import { parseRecord } from '../../idempotency/key-record.js';
import { UsageError } from '../command.js';
import { ExportLine, isKnownEntry } from './export-format.js';

export interface Import {
  added: number;
  /** Number of entries that the store already held with the same value. */
  present: number;
  /** Keys under which the store holds another value, which it keeps. */
  differing: string[];
}

/** Number of entries in one write: each write waits for the disk, and a command of Redis has a deadline. */
const BATCH = 1_000;

/** @param exportedAt As `checkExport` returns it for the file. */
export async function importStore(store: Store, path: string, exportedAt: number): Promise<Import> {
  // Deadlines are of the other store's clock. The time that the file was on its way does not count.
  const shiftMs = store.now() - exportedAt;
  const result: Import = { added: 0, present: 0, differing: [] };
  const note = (key: string, value: string, before: string | undefined): void => {
    if (before === undefined) result.added += 1;
    else if (before === value) result.present += 1;
    else result.differing.push(key);
  };
  let batch = new Map<string, string>();
  const writeBatch = async (): Promise<void> => {
    // The present values are read first, since the result of a write does not tell them from added ones.
    const before = new Map(
      await Promise.all([...batch.keys()].map(async (key) => [key, await store.get(key)] as const)),
    );
    await store.putIfAbsent(batch, { flush: true });
    for (const [key, value] of batch) note(key, value, before.get(key));
    batch = new Map();
  };
  for await (const line of linesOf(path)) {
    const entry = toEntry(line);
    if (!entry) continue;
    const [key, value] = entry;
    if (key.startsWith(keyOf.idempotency(''))) await importKey(store, key, value, shiftMs, note);
    else batch.set(key, value);
    if (batch.size >= BATCH) await writeBatch();
  }
  await writeBatch();
  return result;
}

type Note = (key: string, value: string, before: string | undefined) => void;

/** Keys with a claim, under which nothing was sent, are left out. */
async function importKey(store: Store, key: string, value: string, shiftMs: number, note: Note): Promise<void> {
  const record = parseRecord(value);
  if (record.state === 'claimed') return;
  const shifted = record.state === 'unknown' ? record : { ...record, until: Math.ceil(record.until + shiftMs) };
  const leftMs = 'until' in shifted ? shifted.until - store.now() : 0;
  if (shifted.state === 'settled' && leftMs <= 0) return;
  const text = JSON.stringify(shifted);
  const before = await store.swap(key, undefined, text, shifted.state === 'settled' ? { forgetAfterMs: leftMs } : {});
  // The deadline of the same attempt differs when it is imported again.
  const isSame = before !== undefined && parseRecord(before).attempt === record.attempt;
  note(key, text, isSame ? text : before);
}

/**
 * @returns the time of the store that was exported.
 * @throws {UsageError} if the file is no whole export of this upstream.
 */
export async function checkExport(path: string, upstreamUrl: URL | undefined): Promise<number> {
  const lines = Compile(ExportLine);
  const refuse = (number: number, reason: string): never => {
    throw new UsageError(`${path}: ${reason} (line ${number}). Nothing was imported.`);
  };
  let number = 0;
  let records = 0;
  let exportedAt: number | undefined;
  let end: number | undefined;
  for await (const text of linesOf(path)) {
    number += 1;
    const line = parsed(text);
    const isLine = lines.Check(line) && !('entry' in line && !isKnownEntry(...line.entry));
    if (!isLine || end !== undefined) return refuse(number, 'not a line of an export');
    if ('export' in line) {
      const owner = URL.canParse(line.export.upstream) ? new URL(line.export.upstream) : undefined;
      if (!owner || !upstreamUrl || identityFor(owner) !== identityFor(upstreamUrl))
        refuse(number, `it belongs to ${line.export.upstream}, not to ${upstreamUrl?.href ?? 'the simulator'}`);
      exportedAt = line.export.time;
    } else if ('end' in line) end = line.end.records;
    else records += 1;
    if (exportedAt === undefined) refuse(number, 'an export begins with another line');
  }
  if (end !== records) refuse(number, 'its end is missing');
  return exportedAt ?? 0;
}

function toEntry(text: string): [string, string] | undefined {
  const line = parsed(text) as ExportLine;
  if ('entry' in line) return line.entry;
  if ('customer' in line) return [keyOf.customer(line.customer.id), JSON.stringify(line.customer)];
  if ('wallet' in line) return [keyOf.wallet(line.wallet.id), JSON.stringify(line.wallet)];
  if ('order' in line) return [keyOf.order(line.order.id), line.order.walletId];
  return undefined;
}

async function* linesOf(path: string): AsyncIterable<string> {
  const file = await open(path).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${code}.`);
  });
  try {
    if (!(await file.stat()).isFile()) throw new UsageError(`${path} is no file.`);
    yield* file.readLines();
  } finally {
    await file.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
