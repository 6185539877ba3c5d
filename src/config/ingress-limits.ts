/** The part of the environment that says how much the front door takes, and from whom. */
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import type { ConfigReader } from './config-reader.js';
import { readAllowedHosts } from './host-settings.js';

export interface RateLimit {
  /** Requests and WebSocket operations of one viewer at most, … */
  count: number;
  /** … in so many milliseconds. */
  windowMs: number;
}

export interface FrontDoor {
  /** Undefined: `off`. */
  rateLimit: RateLimit | undefined;
  /** Host names as `ALLOWED_HOSTS` has them. Undefined: loopback's names and `HOST`. */
  allowedHosts: readonly string[] | undefined;
  /** Addresses and ranges whose `x-forwarded-for` is believed. */
  trustedProxies: readonly string[];
  /** The longest body, in bytes. */
  maxBodyBytes: number;
  /** The longest WebSocket message, in bytes. */
  maxMessageBytes: number;
  /** How long a request's head, and the whole of it, may take to come; and a WebSocket's greeting. */
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  initTimeoutMs: number;
  /** How long a connection is kept that carries no request. */
  keepAliveTimeoutMs: number;
  /** How late the event loop may be, on average over a second. */
  maxEventLoopDelayMs: number;
  /** The process's memory. Undefined: nine tenths of what its container has, if it is in one. */
  maxMemoryBytes: number | undefined;
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const RATE = /^(\d{1,9})\/(\d{1,4})([smh])$/;
/** Counts are kept for so long; a longer window would be a quota, not a rate. */
const LONGEST_WINDOW_MS = 24 * UNITS.h;
/** Longer than any load balancer keeps a connection. */
const LONGEST_KEPT_MS = UNITS.h;
const MB = 1024 * 1024;

export function readFrontDoor(reader: ConfigReader): FrontDoor {
  const milliseconds = (name: string, fallback: number) => reader.integer(name, fallback, { min: 100, max: 600_000 });
  const bytes = (name: string, fallback: number) => reader.integer(name, fallback, { min: 1_024, max: 10 * MB });
  const memoryMb = reader.integer('LIMIT_MEMORY_MB', 0, { min: 1, max: 1_000_000 });
  const requestTimeoutMs = milliseconds('LIMIT_REQUEST_MS', 30_000);
  const headersTimeoutMs = milliseconds('LIMIT_HEADERS_MS', Math.min(10_000, requestTimeoutMs));
  if (headersTimeoutMs > requestTimeoutMs) reader.problem('LIMIT_HEADERS_MS must not be more than LIMIT_REQUEST_MS.');
  return {
    rateLimit: readRateLimit(reader),
    allowedHosts: readAllowedHosts(reader),
    trustedProxies: readTrustedProxies(reader),
    maxBodyBytes: bytes('LIMIT_BODY_BYTES', 100 * 1024),
    maxMessageBytes: bytes('LIMIT_MESSAGE_BYTES', 64 * 1024),
    headersTimeoutMs,
    requestTimeoutMs,
    initTimeoutMs: milliseconds('LIMIT_INIT_MS', 3_000),
    keepAliveTimeoutMs: reader.integer('KEEP_ALIVE_TIMEOUT_MS', 72_000, { min: 1_000, max: LONGEST_KEPT_MS }),
    maxEventLoopDelayMs: reader.integer('LIMIT_EVENT_LOOP_DELAY_MS', 500, { min: 10, max: 60_000 }),
    maxMemoryBytes: memoryMb === 0 ? undefined : memoryMb * MB,
  };
}

function readRateLimit(reader: ConfigReader): RateLimit | undefined {
  const text = reader.textOr('RATE_LIMIT', 'off');
  if (text === 'off') return undefined;
  const [, count, length, unit] = RATE.exec(text) ?? [];
  const limit = { count: Number(count), windowMs: Number(length) * UNITS[unit as keyof typeof UNITS] };
  if (limit.count > 0 && limit.windowMs > 0 && limit.windowMs <= LONGEST_WINDOW_MS) return limit;
  reader.problem('RATE_LIMIT must be off, or so many in a time of at most 24h, such as 600/1m (s, m or h).');
  return undefined;
}

const RANGE_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

function isProxy(text: string): boolean {
  if (RANGE_NAMES.includes(text)) return true;
  // The library would take a number for an address.
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
