/** The composition root: configuration in, a gateway that listens and closes out. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { JwtAuthenticator, openToAll } from './auth/authenticator.js';
import type { Viewer } from './auth/viewer.js';
import type { SeedRecord } from './directory/facts.js';
import { openStore } from './directory/store/open-store.js';
import { createApolloServer } from './graphql/apollo.js';
import { createContext } from './graphql/context.js';
import { Preparer } from './graphql/prepare.js';
import { createSchema } from './graphql/schema.js';
import type { Readiness } from './http/health.js';
import { createOriginCheck } from './http/origins.js';
import { createHttpServer } from './http/server.js';
import { serveWebSockets } from './http/websocket.js';
import { MemoryBus } from './live/bus.js';
import { SubscriptionCounts } from './live/subscription-counts.js';
import { createServices, type GatewayConfig } from './services.js';

export interface GatewayOptions {
  config: GatewayConfig;
  /** What the integrator already knows. */
  seed?: readonly SeedRecord[];
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

/** How long running operations get to end when the gateway stops, in milliseconds. */
const DRAIN_TIMEOUT_MS = 6_000;
/** And how long answers get to go out, in milliseconds. */
const ANSWER_TIMEOUT_MS = 500;

/** @throws {StoreError} where what the gateway remembers can't be had. */
export async function createGateway({ config, seed = [], log }: GatewayOptions): Promise<Gateway> {
  const store = await openStore(config.storeUrl, config.upstreamUrl);
  const { services, rest, transport } = await createServices(config, store, log);
  const { directory, watchers } = services;
  await directory.learnSeed(seed);
  const bus = new MemoryBus();
  bus.subscribe((orderId) => watchers.wake(orderId));

  const schema = createSchema();
  const { introspection, sandbox } = config;
  const apollo = createApolloServer({ schema, introspection, sandbox, log });
  await apollo.start();

  const authenticator = config.jwt ? new JwtAuthenticator(config.jwt, log) : openToAll;
  const isAllowedOrigin = createOriginCheck(config.corsOrigins);
  const operations = { authenticator, createContext: (viewer: Viewer) => createContext(services, viewer), log };
  const readiness: Readiness = { state: 'starting', away: [] };
  const subscriptions = {
    ...operations,
    preparer: new Preparer(schema, introspection),
    counts: new SubscriptionCounts(config.jwt ? config.maxSubscriptionsPerViewer : Number.POSITIVE_INFINITY),
  };
  const { app, streams } = await createHttpServer({
    graphql: { apollo, ...operations },
    stream: { ...subscriptions, maxStreams: config.maxSockets },
    webhook: { bus, wake: (orderId) => watchers.wake(orderId), token: config.webhookToken, log },
    readiness: () => readiness,
    isAllowedOrigin,
  });
  const sockets = serveWebSockets(app.server, {
    ...subscriptions,
    isAllowedOrigin,
    maxSockets: config.maxSockets,
    maxPerSocket: config.maxSubscriptionsPerSocket,
  });

  const drained = async (): Promise<void> => {
    await services.operations.ended();
    await rest.writesSettled();
  };
  const close = async (): Promise<void> => {
    readiness.state = 'stopping';
    sockets.refuse();
    const httpClosed = app.close();
    await within(DRAIN_TIMEOUT_MS, drained());
    // What still runs is answered now, by what is known of it.
    services.operations.expire();
    await within(ANSWER_TIMEOUT_MS, services.operations.ended());
    streams.close();
    await sockets.close();
    await within(ANSWER_TIMEOUT_MS, httpClosed);
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
