/** Reads `DIRECTORY_SEED`: known facts, one JSON object a line. */
import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { UTC } from '../rest/decoding/time-zone.js';
import { toUtcTimestamp } from '../rest/decoding/timestamp.js';
import { SeedRecord } from './facts.js';

/**
 * @throws {Error} if the file cannot be read, or naming the first invalid lines, without their content.
 */
export function readSeedFile(path: string): SeedRecord[] {
  const validator = Compile(SeedRecord);
  const records: SeedRecord[] = [];
  const badLines: number[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const record = parseLine(line);
    if (validator.Check(record) && hasProperDate(record)) records.push(record);
    else badLines.push(index + 1);
  }
  if (badLines.length === 0) return records;
  throw new Error(
    `${path}: not a seed record on line ${badLines.slice(0, 5).join(', ')}${badLines.length > 5 ? ', …' : ''}`,
  );
}

/** Normalizes a time, since `DateTime` has one notation. */
function hasProperDate(record: SeedRecord): boolean {
  const { createdAt } = { ...('customer' in record && record.customer), ...('wallet' in record && record.wallet) } as {
    createdAt?: string;
  };
  try {
    return createdAt === undefined || toUtcTimestamp(createdAt, UTC) === createdAt;
  } catch {
    return false;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
