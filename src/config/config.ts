/** The only reader of the environment. Every variable is in README's table. */
import type { JwtOptions } from '../auth/authenticator.js';
import type { SeedRecord } from '../directory/facts.js';
import { readSeedFile } from '../directory/seed-file.js';
import type { Limits } from '../graphql/admission/limits/limits.js';
import { isOriginEntry } from '../http/origins.js';
import { isRedisUrl } from '../redis/redis-url.js';
import { TimeZone, UTC } from '../rest/decoding/time-zone.js';
import type { ProxySettings } from '../rest/transport/pools.js';
import { readAuth } from './auth-settings.js';
import { ConfigReader } from './config-reader.js';
import { readLimits } from './document-limits.js';
import { type FrontDoor, readFrontDoor } from './ingress-limits.js';
import { reportMisspelt } from './misspelled.js';
import { isInProduction, readUpstreamUrl } from './mode.js';
import { readProxy } from './proxy-settings.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface Config {
  port: number;
  host: string;
  /** None: the embedded simulator is the REST API. */
  upstreamUrl: URL | undefined;
  upstreamAuthorization: string | undefined;
  /** Undefined where the REST API is reached directly. */
  proxy: ProxySettings | undefined;
  upstreamTimeoutMs: number;
  upstreamWriteTimeoutMs: number;
  operationTimeoutMs: number;
  upstreamConnections: number;
  upstreamTimezone: TimeZone;
  /** Entries that a page of a list is asked to hold. */
  upstreamMaxPageSize: number;
  /** Undefined: `AUTH=none`. */
  jwt: JwtOptions | undefined;
  webhookToken: string | undefined;
  /** Members of the answer to *Create top-up order* that clients may see. */
  paymentInstructionFields: readonly string[];
  /** `memory:` or `file:…`. */
  storeUrl: string;
  /** What the integrator already knows, read from `DIRECTORY_SEED`. */
  directorySeed: readonly SeedRecord[];
  reconcileIntervalMs: number;
  reconcileRate: number;
  maxSockets: number;
  maxSubscriptionsPerSocket: number;
  maxSubscriptionsPerViewer: number;
  corsOrigins: readonly string[];
  /** Whether answers say how many REST calls they cost. */
  reportsCalls: boolean;
  frontDoor: FrontDoor;
  introspection: boolean;
  limits: Limits;
  maxRestCalls: number;
  /** Texts by their ids, read from `TRUSTED_DOCUMENTS`; undefined: any document may run. */
  trustedDocuments: ReadonlyMap<string, string> | undefined;
  sandbox: boolean;
  logLevel: (typeof LOG_LEVELS)[number];
  simulatorPort: number;
}

/** All that is wrong with the environment, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

const DEVELOPMENT_ORIGINS = [
  'https://studio.apollographql.com',
  'http://localhost:*',
  'https://localhost:*',
  'http://127.0.0.1:*',
  'http://[::1]:*',
];

const PAYMENT_INSTRUCTION_FIELDS = ['paymentInstructions', 'bankTransfer', 'paymentUrl'];

const MAX_TIMEOUT_MS = 600_000;

/** @throws {ConfigError} naming everything that is wrong, at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new ConfigReader(env);
  const isProduction = isInProduction(reader);
  const milliseconds = (name: string, fallback: number) =>
    reader.integer(name, fallback, { min: 1, max: MAX_TIMEOUT_MS });

  const count = (name: string, fallback: number) => reader.integer(name, fallback, { min: 1, max: 10_000_000 });

  const config: Config = {
    port: reader.integer('PORT', 4000, { min: 0, max: 65_535 }),
    host: reader.textOr('HOST', '127.0.0.1'),
    upstreamUrl: readUpstreamUrl(reader, isProduction),
    upstreamAuthorization: readHeaderValue(reader, 'UPSTREAM_AUTHORIZATION'),
    // The embedded simulator is on this machine.
    proxy: reader.text('UPSTREAM_URL') === undefined ? undefined : readProxy(reader),
    upstreamTimeoutMs: milliseconds('UPSTREAM_TIMEOUT_MS', 5_000),
    upstreamWriteTimeoutMs: milliseconds('UPSTREAM_WRITE_TIMEOUT_MS', 30_000),
    operationTimeoutMs: milliseconds('OPERATION_TIMEOUT_MS', 10_000),
    upstreamConnections: reader.integer('UPSTREAM_CONNECTIONS', 128, { min: 1, max: 10_000 }),
    upstreamTimezone: readTimezone(reader),
    upstreamMaxPageSize: reader.integer('UPSTREAM_MAX_PAGE_SIZE', 50, { min: 1, max: 1_000 }),
    jwt: readAuth(reader),
    webhookToken: readWebhookToken(reader),
    paymentInstructionFields: reader.list('PAYMENT_INSTRUCTION_FIELDS') ?? PAYMENT_INSTRUCTION_FIELDS,
    storeUrl: readStoreUrl(reader),
    directorySeed: readSeed(reader),
    reconcileIntervalMs: reader.integer('RECONCILE_INTERVAL_MS', 15_000, { min: 100, max: 86_400_000 }),
    reconcileRate: reader.integer('RECONCILE_RATE', 50, { min: 1, max: 100_000 }),
    maxSockets: count('MAX_SOCKETS', 20_000),
    maxSubscriptionsPerSocket: count('MAX_SUBSCRIPTIONS_PER_SOCKET', 100),
    maxSubscriptionsPerViewer: count('MAX_SUBSCRIPTIONS_PER_VIEWER', 200),
    corsOrigins: readOrigins(reader, isProduction),
    reportsCalls: !isProduction,
    frontDoor: readFrontDoor(reader),
    introspection: reader.onOff('INTROSPECTION', !isProduction),
    ...readLimits(reader),
    sandbox: reader.onOff('SANDBOX', !isProduction),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    simulatorPort: reader.integer('SIMULATOR_PORT', 4010, { min: 0, max: 65_535 }),
  };
  reportMisspelt(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

function readTimezone(reader: ConfigReader): TimeZone {
  const name = reader.textOr('UPSTREAM_TIMEZONE', 'UTC');
  try {
    return name === 'UTC' ? UTC : new TimeZone(name);
  } catch {
    reader.problem('UPSTREAM_TIMEZONE must be an IANA name, such as Asia/Shanghai.');
    return UTC;
  }
}

function readHeaderValue(reader: ConfigReader, name: string): string | undefined {
  const value = reader.text(name);
  if (value !== undefined && !/^[\t\x20-\x7e]*$/.test(value))
    reader.problem(`${name} must be a header value: plain ASCII.`);
  return value;
}

/** What a query's value holds that every client sends, and every server reads, as it is (RFC 3986, 3.4; a `+` is read as a space). */
const QUERY_VALUE = /^[\w.~!$'()*,;:@/?=-]+$/;

function readWebhookToken(reader: ConfigReader): string | undefined {
  const token = reader.text('WEBHOOK_TOKEN');
  if (token !== undefined && !QUERY_VALUE.test(token)) {
    reader.problem(
      'WEBHOOK_TOKEN must be one that ?token= can hold as it is: ASCII letters, digits, - and _, such as openssl rand -hex 32 prints.',
    );
  }
  return token;
}

function readOrigins(reader: ConfigReader, isProduction: boolean): readonly string[] {
  const origins = reader.list('CORS_ORIGINS');
  if (!origins) return isProduction ? [] : DEVELOPMENT_ORIGINS;
  const bad = origins.filter((origin) => !isOriginEntry(origin));
  if (bad.length > 0)
    reader.problem(
      `CORS_ORIGINS has what is no origin: ${bad.join(', ')}. One is like https://app.example.com or https://*.example.com.`,
    );
  return origins;
}

function readSeed(reader: ConfigReader): readonly SeedRecord[] {
  const path = reader.text('DIRECTORY_SEED');
  try {
    return path === undefined ? [] : readSeedFile(path);
  } catch (error) {
    reader.problem(`DIRECTORY_SEED: ${error instanceof Error ? error.message : 'can’t be read'}`);
    return [];
  }
}

const isStoreUrl = (text: string): boolean => text === 'memory:' || /^file:.+/.test(text) || isRedisUrl(text);

function readStoreUrl(reader: ConfigReader): string {
  const fallback = reader.text('UPSTREAM_URL') === undefined ? 'memory:' : 'file:./data';
  const url = reader.textOr('STORE_URL', fallback);
  if (!isStoreUrl(url))
    reader.problem('STORE_URL must be memory:, file: and a folder such as file:./data, or redis://host:6379.');
  return url;
}
