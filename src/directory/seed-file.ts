/** `DIRECTORY_SEED`: what the integrator already knows, a JSON object a line. */
import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { UTC } from '../rest/decoding/time-zone.js';
import { toUtcTimestamp } from '../rest/decoding/timestamp.js';
import { SeedRecord } from './facts.js';

/**
 * @throws {Error} where the file can't be read, and naming the first lines that are no seed records; never what stands in them.
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

/** What it says is shown as a `DateTime`, which has one notation. */
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
