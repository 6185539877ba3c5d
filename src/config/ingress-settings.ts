/** Reads the settings of the HTTP server. */
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import type { IngressLimits, RateLimit } from '../http/ingress-limits.js';
import type { ConfigReader } from './config-reader.js';
import { readAllowedHosts } from './host-settings.js';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const RATE = /^(\d{1,9})\/(\d{1,4})([smh])$/;
/** The longest window; a longer one would be a quota, and counts do not outlive it. */
const LONGEST_WINDOW_MS = 24 * UNITS.h;
const MB = 1024 * 1024;

export function readIngressLimits(reader: ConfigReader): IngressLimits {
  const requestTimeoutMs = reader.integer('LIMIT_REQUEST_MS');
  const headersTimeoutMs = reader.integer('LIMIT_HEADERS_MS', Math.min(10_000, requestTimeoutMs));
  if (headersTimeoutMs > requestTimeoutMs) reader.problem('LIMIT_HEADERS_MS must not be more than LIMIT_REQUEST_MS.');
  const memoryMb = reader.integer('LIMIT_MEMORY_MB', 0);
  return {
    rateLimit: readRateLimit(reader),
    allowedHosts: readAllowedHosts(reader),
    trustedProxies: readTrustedProxies(reader),
    maxBodyBytes: reader.integer('LIMIT_BODY_BYTES'),
    maxMessageBytes: reader.integer('LIMIT_MESSAGE_BYTES'),
    headersTimeoutMs,
    requestTimeoutMs,
    initTimeoutMs: reader.integer('LIMIT_INIT_MS'),
    keepAliveTimeoutMs: reader.integer('KEEP_ALIVE_TIMEOUT_MS'),
    maxEventLoopDelayMs: reader.integer('LIMIT_EVENT_LOOP_DELAY_MS'),
    maxMemoryBytes: memoryMb === 0 ? undefined : memoryMb * MB,
  };
}

function readRateLimit(reader: ConfigReader): RateLimit | undefined {
  const text = reader.textOr('RATE_LIMIT');
  if (text === 'off') return undefined;
  const [, count, length, unit] = RATE.exec(text) ?? [];
  const limit = { count: Number(count), windowMs: Number(length) * UNITS[unit as keyof typeof UNITS] };
  if (limit.count > 0 && limit.windowMs > 0 && limit.windowMs <= LONGEST_WINDOW_MS) return limit;
  reader.problem('RATE_LIMIT must be off, or a count and a window of at most 24h, such as 600/1m (s, m or h).');
  return undefined;
}

const RANGE_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

function isProxy(text: string): boolean {
  if (RANGE_NAMES.includes(text)) return true;
  // proxy-addr would accept a number as an address.
  if (isIP(text.split('/', 1)[0] ?? '') === 0) return false;
  try {
    return proxyAddr.compile(text) !== undefined;
  } catch {
    return false;
  }
}

function readTrustedProxies(reader: ConfigReader): readonly string[] {
  const proxies = reader.list('TRUST_PROXY') ?? [];
  if (proxies.every(isProxy)) return proxies;
  reader.problem('TRUST_PROXY must be addresses or ranges of proxies, such as 10.0.0.0/8,fd00::/8, or loopback.');
  return [];
}
