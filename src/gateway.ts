/** The composition root: configuration in, a gateway that listens and closes out. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { AssetApi } from './asset/asset-api.js';
import { OPERATOR } from './auth/viewer.js';
import type { Config } from './config.js';
import { CustomerApi } from './customer/customer-api.js';
import { Directory } from './directory/directory.js';
import type { SeedRecord } from './directory/facts.js';
import { MemoryStore } from './directory/store/memory-store.js';
import { createApolloServer } from './graphql/apollo.js';
import { createContext, type Services } from './graphql/context.js';
import { createSchema } from './graphql/schema.js';
import type { Readiness } from './http/health.js';
import { createOriginCheck } from './http/origins.js';
import { createHttpServer } from './http/server.js';
import { serveWebSockets } from './http/websocket.js';
import { MemoryBus } from './live/bus.js';
import { OrderWatchers } from './live/order-watchers.js';
import { CursorSeal } from './query/cursor-seal.js';
import { RestClient } from './rest/client.js';
import { Transport } from './rest/transport.js';
import { IdempotencyKeys } from './topup/idempotency.js';
import { TopupApi } from './topup/topup-api.js';
import { WalletApi } from './wallet/wallet-api.js';

export interface GatewayOptions {
  config: Omit<Config, 'upstreamUrl' | 'simulatorPort' | 'logLevel' | 'directorySeed'> & { upstreamUrl: URL };
  /** What the integrator already knows. */
  seed?: Iterable<SeedRecord>;
  log: Logger;
}

export interface Gateway {
  /** Starts to listen. @returns the address, such as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Takes no new work, lets what runs come to its end, and gives everything back. */
  close(): Promise<void>;
  /** Resolves when every write to the REST API that is under way has come to its end. */
  writesSettled(): Promise<void>;
  /** How many orders are watched at the moment. */
  readonly watchedOrders: number;
}

const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;
const MAX_QUEUED_CALLS = 10_000;
/** How long running operations get to end when the gateway stops. */
const DRAIN_TIMEOUT_MS = 7_000;

export async function createGateway({ config, seed = [], log }: GatewayOptions): Promise<Gateway> {
  const transport = new Transport({
    baseUrl: config.upstreamUrl,
    authorization: config.upstreamAuthorization,
    connections: config.upstreamConnections,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    maxQueued: MAX_QUEUED_CALLS,
  });
  const rest = new RestClient({
    transport,
    readTimeoutMs: config.upstreamTimeoutMs,
    writeTimeoutMs: config.upstreamWriteTimeoutMs,
    log,
  });
  const store = new MemoryStore();
  const directory = new Directory(store, log);
  await directory.learnSeed(seed);

  const timezone = config.upstreamTimezone;
  const api = {
    customer: new CustomerApi(rest, directory, timezone),
    wallet: new WalletApi(rest, directory, timezone),
    topup: new TopupApi(rest, directory, timezone),
    asset: new AssetApi(rest),
  };
  const watchers = new OrderWatchers({
    readOrder: (orderId) => api.topup.order(orderId, { signal: new AbortController().signal }),
    reconcileIntervalMs: config.reconcileIntervalMs,
    readsPerSecond: config.reconcileRate,
  });
  const bus = new MemoryBus();
  bus.subscribe((orderId) => watchers.wake(orderId));

  const cursorKey = await store.putIfAbsent('cursor-key', randomBytes(32).toString('base64url'));
  const services: Services = {
    api,
    directory,
    cursors: new CursorSeal(Buffer.from(cursorKey, 'base64url')),
    idempotencyKeys: new IdempotencyKeys(store, log),
    watchers,
    operationTimeoutMs: config.operationTimeoutMs,
  };
  const newContext = () => createContext(services, OPERATOR);

  const schema = createSchema();
  const { introspection, sandbox } = config;
  const apollo = createApolloServer({ schema, introspection, sandbox, log });
  await apollo.start();
  const isAllowedOrigin = createOriginCheck(config.corsOrigins);
  const readiness: Readiness = { state: 'starting', away: [] };
  const app = await createHttpServer({
    graphql: { apollo, createContext: newContext, log },
    webhook: { bus, wake: (orderId) => watchers.wake(orderId), token: config.webhookToken, log },
    readiness: () => readiness,
    isAllowedOrigin,
  });
  const sockets = serveWebSockets(app.server, {
    schema,
    introspection,
    isAllowedOrigin,
    createContext: newContext,
    log,
  });

  const close = async (): Promise<void> => {
    readiness.state = 'stopping';
    const httpClosed = app.close();
    await within(DRAIN_TIMEOUT_MS, Promise.all([sockets.operationsEnded(), rest.writesSettled()]));
    await sockets.close();
    await within(1_000, httpClosed);
    app.server.closeAllConnections();
    watchers.close();
    await Promise.all([apollo.stop(), bus.close(), transport.close()]);
    await store.close();
  };
  let closing: Promise<void> | undefined;

  return {
    listen: async () => {
      await app.listen({ port: config.port, host: config.host });
      readiness.state = 'ready';
      const { port } = app.server.address() as AddressInfo;
      return `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
    writesSettled: () => rest.writesSettled(),
    get watchedOrders() {
      return watchers.size;
    },
  };
}

/** Waits for `work`, but not longer than it may take. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
