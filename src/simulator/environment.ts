/** The environment of the simulator that runs alone. (The gateway's own is read in `config.ts`.) */
import { isAmount, isDelay, isHttpUrl, isPort, type SimulatorOptions } from './options.js';

const DEFAULT_PORT = 4010;

/**
 * Reads `SIMULATOR_HOST` (default 127.0.0.1), `SIMULATOR_PORT` (default 4010; 0: any free), `SIMULATOR_WEBHOOK_URL`, `SIMULATOR_ORDER_DELAY_MS` and
 * `SIMULATOR_SOURCE_AMOUNT`; an empty one is as good as none. Throws a RangeError with a line for each that is wrong.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): SimulatorOptions {
  const port = env.SIMULATOR_PORT || undefined;
  const webhookUrl = env.SIMULATOR_WEBHOOK_URL || undefined;
  const orderDelayMs = env.SIMULATOR_ORDER_DELAY_MS || undefined;
  const sourceAmount = env.SIMULATOR_SOURCE_AMOUNT || undefined;

  const problems: string[] = [];
  const check = (name: string, value: string | undefined, fits: (text: string) => boolean, wanted: string) => {
    if (value !== undefined && !fits(value)) problems.push(`${name} must be ${wanted}, not "${value}"`);
  };
  check('SIMULATOR_PORT', port, (text) => isPort(integer(text)), 'a port (0 to 65535)');
  check('SIMULATOR_WEBHOOK_URL', webhookUrl, isHttpUrl, 'an http:// or https:// address');
  check('SIMULATOR_ORDER_DELAY_MS', orderDelayMs, (text) => isDelay(integer(text)), 'a whole number of milliseconds');
  check('SIMULATOR_SOURCE_AMOUNT', sourceAmount, isAmount, 'an amount above 0 such as 50 or 99.95');
  if (problems.length > 0) throw new RangeError(problems.join('\n'));

  const host = env.SIMULATOR_HOST || undefined;
  return {
    ...(host === undefined ? {} : { host }),
    port: port === undefined ? DEFAULT_PORT : integer(port),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    ...(orderDelayMs === undefined ? {} : { orderDelayMs: integer(orderDelayMs) }),
    ...(sourceAmount === undefined ? {} : { sourceAmount }),
  };
}

const integer = (text: string): number => (/^[0-9]+$/.test(text) ? Number(text) : Number.NaN);
