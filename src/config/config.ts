/** The only reader of the environment. `settings/` declares every variable. */
import type { JwtOptions } from '../auth/authenticator.js';
import type { SeedRecord } from '../directory/facts.js';
import { readSeedFile } from '../directory/seed-file.js';
import type { Explorer } from '../http/explorer/explorer-routes.js';
import type { IngressLimits } from '../http/ingress-limits.js';
import { isOriginEntry } from '../http/origins.js';
import type { WebhookSecrets } from '../http/webhook-auth.js';
import type { MetricsAddress } from '../observability/metrics-server.js';
import { isRedisUrl } from '../redis/redis-url.js';
import { TimeZone, UTC } from '../rest/decoding/time-zone.js';
import type { ProxySettings } from '../rest/transport/pools.js';
import { readAuth } from './auth-settings.js';
import { ConfigReader } from './config-reader.js';
import { type DocumentSettings, readDocumentSettings } from './document-settings.js';
import { readIngressLimits } from './ingress-settings.js';
import { findMisspelled, type Misspelled } from './misspelled.js';
import { isInProduction, readUpstreamUrl } from './mode.js';
import { readProxy } from './proxy-settings.js';
import { changedLimits, readReporting } from './reporting-settings.js';
import { readWebhookSecrets } from './webhook-settings.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface Config extends DocumentSettings {
  port: number;
  host: string;
  /** Undefined: the embedded simulator is the REST API. */
  upstreamUrl: URL | undefined;
  upstreamAuthorization: string | undefined;
  /** Undefined if the REST API is reached directly. */
  proxy: ProxySettings | undefined;
  upstreamTimeoutMs: number;
  upstreamWriteTimeoutMs: number;
  operationTimeoutMs: number;
  drainDelayMs: number;
  upstreamConnections: number;
  upstreamTimezone: TimeZone;
  /** Page size that is requested from the REST API's lists. */
  upstreamMaxPageSize: number;
  /** Undefined: `AUTH=none`. */
  jwt: readonly JwtOptions[] | undefined;
  webhook: WebhookSecrets;
  /** Members of the answer to *Create top-up order* that clients may see. */
  paymentInstructionFields: readonly string[];
  /** `memory:` or `file:…`. */
  storeUrl: string;
  /** The records of `DIRECTORY_SEED`. */
  directorySeed: readonly SeedRecord[];
  reconcileIntervalMs: number;
  reconcileRate: number;
  maxSockets: number;
  maxSubscriptionsPerSocket: number;
  maxSubscriptionsPerViewer: number;
  corsOrigins: readonly string[];
  /** Whether results contain `extensions.restCalls`. */
  reportsCalls: boolean;
  /** Whether results contain `extensions.cost`. */
  reportsCost: boolean;
  ingress: IngressLimits;
  introspection: boolean;
  explorer: Explorer;
  logLevel: (typeof LOG_LEVELS)[number];
  simulatorPort: number;
  /** Undefined: `METRICS_PORT=off`. */
  metrics: MetricsAddress | undefined;
  /** `LOG_REQUESTS` */
  logsRequests: boolean;
  /** `AUDIT_IDS=hashed` */
  hashesAuditIds: boolean;
  /** Undefined without `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  traces: { protocol: string | undefined } | undefined;
  /** Limits that were set to another value than their default, for the log. */
  changedLimits: Readonly<Record<string, string>>;
  /** Variables that have no effect and resemble settings. */
  misspelled: readonly Misspelled[];
}

/** The problems of the environment, one a line. */
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

/** @throws {ConfigError} with every problem at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new ConfigReader(env);
  const isProduction = isInProduction(reader);
  const misspelled = findMisspelled(reader);
  const config: Config = {
    port: reader.integer('PORT'),
    host: reader.textOr('HOST'),
    upstreamUrl: readUpstreamUrl(reader, isProduction),
    upstreamAuthorization: readHeaderValue(reader, 'UPSTREAM_AUTHORIZATION'),
    // The embedded simulator is on this machine.
    proxy: reader.text('UPSTREAM_URL') === undefined ? undefined : readProxy(reader),
    upstreamTimeoutMs: reader.integer('UPSTREAM_TIMEOUT_MS'),
    upstreamWriteTimeoutMs: reader.integer('UPSTREAM_WRITE_TIMEOUT_MS'),
    operationTimeoutMs: reader.integer('OPERATION_TIMEOUT_MS'),
    drainDelayMs: reader.integer('DRAIN_DELAY_MS'),
    upstreamConnections: reader.integer('UPSTREAM_CONNECTIONS'),
    upstreamTimezone: readTimezone(reader),
    upstreamMaxPageSize: reader.integer('UPSTREAM_MAX_PAGE_SIZE'),
    jwt: readAuth(reader),
    webhook: readWebhookSecrets(reader),
    paymentInstructionFields: reader.list('PAYMENT_INSTRUCTION_FIELDS') ?? [],
    storeUrl: readStoreUrl(reader),
    directorySeed: readSeed(reader),
    reconcileIntervalMs: reader.integer('RECONCILE_INTERVAL_MS'),
    reconcileRate: reader.integer('RECONCILE_RATE'),
    maxSockets: reader.integer('MAX_SOCKETS'),
    maxSubscriptionsPerSocket: reader.integer('MAX_SUBSCRIPTIONS_PER_SOCKET'),
    maxSubscriptionsPerViewer: reader.integer('MAX_SUBSCRIPTIONS_PER_VIEWER'),
    corsOrigins: readOrigins(reader, isProduction),
    reportsCalls: !isProduction,
    reportsCost: reader.onOff('COST_EXTENSION', !isProduction),
    ingress: readIngressLimits(reader),
    introspection: reader.onOff('INTROSPECTION', !isProduction),
    ...readDocumentSettings(reader),
    explorer: readExplorer(reader, isProduction),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    simulatorPort: reader.integer('SIMULATOR_PORT'),
    ...readReporting(reader),
    changedLimits: changedLimits(reader),
    misspelled,
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

/** `SANDBOX` is from before there was `EXPLORER`. */
function readExplorer(reader: ConfigReader, isProduction: boolean): Explorer {
  const sandbox = reader.oneOf('SANDBOX', ['on', 'off']);
  const explorer = reader.oneOf('EXPLORER', ['local', 'sandbox', 'off']);
  if (explorer) return explorer;
  if (sandbox) return sandbox === 'on' ? 'sandbox' : 'off';
  return isProduction ? 'off' : 'local';
}

function readTimezone(reader: ConfigReader): TimeZone {
  const name = reader.textOr('UPSTREAM_TIMEZONE');
  try {
    return name === 'UTC' ? UTC : new TimeZone(name);
  } catch {
    reader.problem('UPSTREAM_TIMEZONE must be an IANA name, such as Asia/Shanghai.');
    return UTC;
  }
}

function readHeaderValue(reader: ConfigReader, name: 'UPSTREAM_AUTHORIZATION'): string | undefined {
  const value = reader.text(name);
  if (value !== undefined && !/^[\t\x20-\x7e]*$/.test(value))
    reader.problem(`${name} must be a header value: plain ASCII.`);
  return value;
}

function readOrigins(reader: ConfigReader, isProduction: boolean): readonly string[] {
  const origins = reader.list('CORS_ORIGINS');
  if (!origins) return isProduction ? [] : DEVELOPMENT_ORIGINS;
  const bad = origins.filter((origin) => !isOriginEntry(origin));
  if (bad.length > 0)
    reader.problem(
      `CORS_ORIGINS contains invalid origins: ${bad.join(', ')}. Write https://app.example.com or https://*.example.com.`,
    );
  return origins;
}

function readSeed(reader: ConfigReader): readonly SeedRecord[] {
  const path = reader.text('DIRECTORY_SEED');
  try {
    return path === undefined ? [] : readSeedFile(path);
  } catch (error) {
    reader.problem(`DIRECTORY_SEED: ${error instanceof Error ? error.message : 'cannot be read'}`);
    return [];
  }
}

const isStoreUrl = (text: string): boolean => text === 'memory:' || /^file:.+/.test(text) || isRedisUrl(text);

function readStoreUrl(reader: ConfigReader): string {
  const fallback = reader.text('UPSTREAM_URL') === undefined ? 'memory:' : 'file:./data';
  const url = reader.textOr('STORE_URL', fallback);
  if (!isStoreUrl(url))
    reader.problem(
      'STORE_URL must be memory:, file: with a folder such as file:./data, redis://host:6379, redis+sentinel://host:26379,host:26379/name or redis+cluster://host:6379,host:6379.',
    );
  return url;
}
