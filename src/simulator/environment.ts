/** The environment of the simulator that runs alone. (The gateway's own is read in `config.ts`.) */
import { readFileSync } from 'node:fs';
import { isAmount, isDelay, isHttpUrl, isLatency, isPort, type SimulatorOptions } from './options.js';
import { LATENCY_PROFILES } from './routes/latency.js';
import { parseSeed, type SimulatorSeed } from './sample/seed.js';

const DEFAULT_PORT = 4010;

/**
 * Reads `SIMULATOR_HOST` (default 127.0.0.1), `SIMULATOR_PORT` (default 4010; 0: any free), `SIMULATOR_WEBHOOK_URL`, and what {@link readWorld}
 * reads; an empty one is as good as none. Throws a RangeError with a line for each that is wrong.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): SimulatorOptions {
  const port = env.SIMULATOR_PORT || undefined;
  const webhookUrl = env.SIMULATOR_WEBHOOK_URL || undefined;
  const problems: string[] = [];
  const world = readWorld(env, problems);
  if (port !== undefined && !isPort(integer(port)))
    problems.push(`SIMULATOR_PORT must be a port (0 to 65535), not "${port}"`);
  if (webhookUrl !== undefined && !isHttpUrl(webhookUrl))
    problems.push(`SIMULATOR_WEBHOOK_URL must be an http:// or https:// address, not "${webhookUrl}"`);
  if (problems.length > 0) throw new RangeError(problems.sort().join('\n'));

  const host = env.SIMULATOR_HOST || undefined;
  return {
    ...(host === undefined ? {} : { host }),
    port: port === undefined ? DEFAULT_PORT : integer(port),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    ...world,
  };
}

/**
 * Reads what the simulated REST API holds and how it behaves, alone and beside a gateway: `SIMULATOR_ORDER_DELAY_MS`, `SIMULATOR_SOURCE_AMOUNT`,
 * `SIMULATOR_LATENCY`, and `SIMULATOR_SEED`, the path of a file.
 *
 * @param problems Gets a line for each that is wrong.
 */
export function readWorld(env: Readonly<Record<string, string | undefined>>, problems: string[]): SimulatorOptions {
  const orderDelayMs = env.SIMULATOR_ORDER_DELAY_MS || undefined;
  const sourceAmount = env.SIMULATOR_SOURCE_AMOUNT || undefined;
  const latency = env.SIMULATOR_LATENCY || undefined;
  const check = (name: string, value: string | undefined, fits: (text: string) => boolean, wanted: string) => {
    if (value !== undefined && !fits(value)) problems.push(`${name} must be ${wanted}, not "${value}"`);
  };
  check('SIMULATOR_ORDER_DELAY_MS', orderDelayMs, (text) => isDelay(integer(text)), 'a whole number of milliseconds');
  check('SIMULATOR_SOURCE_AMOUNT', sourceAmount, isAmount, 'an amount above 0 such as 50 or 99.95');
  check('SIMULATOR_LATENCY', latency, isLatency, `${Object.keys(LATENCY_PROFILES).join(', ')}, 100 or 50-400`);
  const seed = readSeed(env.SIMULATOR_SEED || undefined, problems);
  return {
    ...(orderDelayMs === undefined ? {} : { orderDelayMs: integer(orderDelayMs) }),
    ...(sourceAmount === undefined ? {} : { sourceAmount }),
    ...(latency === undefined ? {} : { latency }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function readSeed(path: string | undefined, problems: string[]): SimulatorSeed | undefined {
  if (path === undefined) return undefined;
  try {
    return parseSeed(readFileSync(path, 'utf8'));
  } catch (error) {
    problems.push(`SIMULATOR_SEED: ${path}: ${(error as Error).message}`);
    return undefined;
  }
}

const integer = (text: string): number => (/^[0-9]+$/.test(text) ? Number(text) : Number.NaN);
