/** What a simulator can be told, with its defaults, checked. */
import { isDecimal, isPositive } from './decimal-math.js';
import { rangeOf } from './routes/latency.js';
import type { SimulatorSeed } from './sample/seed.js';
import type { WebhookSignature } from './webhooks.js';

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any that is free. */
  port?: number;
  /** Where order-status webhooks go. Default: nowhere, they aren't sent. */
  webhookUrl?: string;
  /** How long an order stays TRANSFERRING, in milliseconds. Default 5000. */
  orderDelayMs?: number;
  /** How long a quote can be used, in milliseconds. Default 300000; used later it is refused with "quote expired". */
  quoteTtlMs?: number;
  /** What each order sends, in its quote's source currency: plain decimal digits. Default "50", the documentation's sample. */
  sourceAmount?: string;
  /** How webhooks are signed. Default: they aren't. */
  webhookSignature?: WebhookSignature;
  /** How long after a failed attempt a webhook is sent again, in milliseconds. Default 1000, 5000 and 15000. */
  webhookRetryDelaysMs?: readonly number[];
  /** Customers beside the sample data. */
  seed?: SimulatorSeed;
  /** The time that every answer takes, as {@link Latency.set} has it. Default: none. */
  latency?: string;
  /** The zone in which orders' `created` is written, which names none. There is only UTC. */
  timezone?: 'UTC';
}

export type CheckedOptions = Required<
  Omit<SimulatorOptions, 'webhookUrl' | 'webhookSignature' | 'timezone' | 'seed'>
> & {
  readonly seed: SimulatorSeed | undefined;
  readonly webhookSignature: WebhookSignature | undefined;
  readonly webhookUrl: string | undefined;
};

/** What a timer can wait for. */
const LONGEST_MS = 2 ** 31 - 1;

export const isDelay = (ms: number): boolean => Number.isInteger(ms) && ms >= 0 && ms <= LONGEST_MS;
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65535;
export const isAmount = (text: string): boolean => isDecimal(text) && isPositive(text);
export function isLatency(text: string): boolean {
  try {
    rangeOf(text);
    return true;
  } catch {
    return false;
  }
}
export const isHttpUrl = (text: string): boolean => /^https?:/i.test(text) && URL.canParse(text);

/** Throws a RangeError that names every option that can't be. */
export function checkOptions(options: SimulatorOptions): CheckedOptions {
  const checked: CheckedOptions = {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    webhookUrl: options.webhookUrl,
    webhookSignature: options.webhookSignature,
    seed: options.seed,
    latency: options.latency ?? 'none',
    orderDelayMs: options.orderDelayMs ?? 5000,
    quoteTtlMs: options.quoteTtlMs ?? 300_000,
    sourceAmount: options.sourceAmount ?? '50',
    webhookRetryDelaysMs: options.webhookRetryDelaysMs ?? [1000, 5000, 15_000],
  };
  const wrong = {
    port: !isPort(checked.port),
    webhookUrl: checked.webhookUrl !== undefined && !isHttpUrl(checked.webhookUrl),
    latency: !isLatency(checked.latency),
    orderDelayMs: !isDelay(checked.orderDelayMs),
    quoteTtlMs: !isDelay(checked.quoteTtlMs),
    sourceAmount: !isAmount(checked.sourceAmount),
    webhookRetryDelaysMs: !checked.webhookRetryDelaysMs.every(isDelay),
  };
  const names = Object.entries(wrong).flatMap(([name, isWrong]) => (isWrong ? [name] : []));
  if (names.length > 0) throw new RangeError(`simulator: invalid ${names.join(', ')}`);
  return checked;
}
