/** The composition root: configuration in, a gateway that listens and closes out. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { JwtAuthenticator, openToAll } from '../auth/authenticator.js';
import type { Viewer } from '../auth/viewer.js';
import { withSafeErrors } from '../common/safe-errors.js';
import { within } from '../common/within.js';
import type { SeedRecord } from '../directory/facts.js';
import { StoreError } from '../directory/store/file/damaged.js';
import { Preparer } from '../graphql/admission/preparer.js';
import { TrustedDocuments } from '../graphql/admission/trusted-documents.js';
import { createApolloServer } from '../graphql/apollo/apollo-server.js';
import { createContext } from '../graphql/operation/context.js';
import { createSchema } from '../graphql/schema/executable-schema.js';
import { AllowedHosts } from '../http/allowed-hosts.js';
import { createClientAddress } from '../http/client-address.js';
import type { Readiness } from '../http/health.js';
import { createOriginCheck } from '../http/origins.js';
import { RateLimiter } from '../http/rate-limiter.js';
import { createRequestGate } from '../http/request-gate.js';
import { createHttpServer } from '../http/server.js';
import { serveWebSockets } from '../http/websocket/websocket-server.js';
import { sweepRegularly } from '../idempotency/sweep.js';
import { SubscriptionCounts } from '../live/subscription-counts.js';
import { createServices, type GatewayConfig } from './services.js';
import { openState, type State } from './state.js';
import { StoreSetup } from './store-setup.js';

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

/** How long a connection on which an answer is due may be silent, beside the operation's own time; in milliseconds. */
const SILENCE_MS = 60_000;
/** How long a start waits for the store, in milliseconds. */
const STORE_TIMEOUT_MS = 2_000;

/** @throws {StoreError} where what the gateway remembers can't be had. */
export async function createGateway({ config, seed = [], log: givenLog }: GatewayOptions): Promise<Gateway> {
  const { storeUrl, upstreamUrl, frontDoor } = config;
  const log = withSafeErrors(givenLog);
  const state = await openState({
    storeUrl,
    upstreamUrl,
    log,
    onReconnect: () => watchers.reconcileAll(),
    onUsable: (isEmptied) => prepareStore(isEmptied),
  });
  const { store, bus } = state;
  const schema = createSchema();
  const { services, rest, transport } = createServices(config, store, schema, log);
  const { changes, cursors, directory, idempotencyKeys, watchers } = services;
  const wake = (orderId: string): void => watchers.wake(orderId);
  bus.subscribe((orderId) => {
    // The webhook route has invalidated the reads already where the bus carries only this process's own webhooks.
    if (bus.isShared) void changes.hinted(orderId);
    wake(orderId);
  });

  const readiness: Readiness = {
    isListening: false,
    isOpened: false,
    isStopping: false,
    away: () => [...state.away(), ...rest.down()],
  };
  const setup = new StoreSetup({ store, cursors, directory, seed, log });
  const prepare = async (isEmptied = false): Promise<void> => {
    await setup.run(isEmptied);
    readiness.isOpened ||= setup.isDone;
  };
  let isStarting = true;
  const prepareStore = (isEmptied: boolean): void => {
    if (isStarting) return;
    prepare(isEmptied).catch((error: unknown) =>
      log.error({ err: error }, 'store could not be prepared; it is tried again when the store can be used'),
    );
  };
  const opened = state.opened
    .finally(() => {
      isStarting = false;
    })
    .then(() => prepare());
  await openedInTime(opened, { state, seeding: () => setup.isSeeding, records: seed.length, log }).catch(
    async (error: unknown) => {
      await state.close();
      await transport.close();
      throw error;
    },
  );
  isStarting = false;

  const sweeper = sweepRegularly(store, log);
  const { introspection, limits, maxRestCalls, sandbox, trustedDocuments, upstreamMaxPageSize } = config;
  const trusted = trustedDocuments && new TrustedDocuments(trustedDocuments, limits.tokens);
  const preparer = new Preparer({ schema, introspection, limits, maxRestCalls, upstreamMaxPageSize, trusted });
  const apollo = createApolloServer({ schema, preparer, sandbox, log });
  await apollo.start();

  const authenticator = config.jwt ? new JwtAuthenticator(config.jwt, log) : openToAll;
  const hosts = new AllowedHosts({ allowed: frontDoor.allowedHosts, host: config.host });
  const isAllowedOrigin = createOriginCheck(config.corsOrigins, (origin, localAddress) =>
    hosts.isOwnOrigin(origin, localAddress),
  );
  const operations = {
    authenticator,
    createContext: (viewer: Viewer) => createContext(services, viewer),
    rates: new RateLimiter({ limit: frontDoor.rateLimit, knowsViewers: authenticator.isRequired, redis: state.redis }),
    addressOf: createClientAddress(frontDoor.trustedProxies),
    maxBodyBytes: frontDoor.maxBodyBytes,
    log,
  };
  const subscriptions = {
    ...operations,
    preparer,
    counts: new SubscriptionCounts(config.jwt ? config.maxSubscriptionsPerViewer : Number.POSITIVE_INFINITY),
  };
  const { app, streams, admission } = await createHttpServer({
    graphql: { apollo, preparer, ...operations },
    stream: { ...subscriptions, maxStreams: config.maxSockets },
    webhook: { bus, onChange: (orderId) => changes.hinted(orderId), wake, token: config.webhookToken, log },
    readiness,
    gate: createRequestGate(hosts),
    isAllowedOrigin,
    limits: frontDoor,
    silenceMs: config.operationTimeoutMs + SILENCE_MS,
  });
  const sockets = serveWebSockets(app.server, {
    ...subscriptions,
    isAllowedOrigin,
    maxSockets: config.maxSockets,
    maxPerSocket: config.maxSubscriptionsPerSocket,
    maxMessageBytes: frontDoor.maxMessageBytes,
    initTimeoutMs: frontDoor.initTimeoutMs,
    admission,
  });

  const drained = async (): Promise<void> => {
    await services.operations.ended();
    await rest.writesSettled();
    await idempotencyKeys.settled();
  };
  const close = async (): Promise<void> => {
    readiness.isStopping = true;
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
    await Promise.all([apollo.stop(), transport.close()]);
    sweeper.stop();
    // Writes that were cut off just now are written down as unknown.
    await within(ANSWER_TIMEOUT_MS, idempotencyKeys.settled());
    await Promise.all([idempotencyKeys.close(), directory.close()]);
    await state.close();
  };
  let closing: Promise<void> | undefined;

  return {
    listen: async () => {
      await app.listen({ port: config.port, host: config.host });
      readiness.isListening = true;
      const { port } = app.server.address() as AddressInfo;
      hosts.listensOn(port);
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

interface Opening {
  state: State;
  seeding: () => boolean;
  /** Of the seed. */
  records: number;
  log: Logger;
}

/**
 * Waits for the store, but not for ever: an instance starts without, and takes traffic once it has been there.
 *
 * @throws {StoreError} where it is there and can't be used, and where a store of this machine can't be written.
 */
async function openedInTime(opened: Promise<void>, { state, seeding, records, log }: Opening): Promise<void> {
  let isDone = false;
  const done = opened.then(
    () => {
      isDone = true;
    },
    (error: unknown) => {
      isDone = true;
      if (!state.redis || error instanceof StoreError) throw error;
      log.error({ err: error }, 'store could not be prepared; the gateway takes no traffic until it can be');
    },
  );
  await within(STORE_TIMEOUT_MS, done);
  if (isDone) return;
  if (seeding())
    log.info({ component: 'store', records }, 'seed is being written; the gateway takes no traffic until it is');
  else log.warn({ away: state.away() }, 'the store is away; the gateway takes no traffic until it has been there');
  done.then(
    () => log.info({ component: 'store' }, 'store is ready'),
    (error: unknown) => log.fatal({ err: error }, 'the store can’t be used'),
  );
}
