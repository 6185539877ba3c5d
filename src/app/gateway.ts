/** The composition root: creates a gateway from its configuration. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type Authenticator, JwtAuthenticator, openToAll } from '../auth/authenticator.js';
import { nameOfAddress } from '../common/host-names.js';
import { withSafeErrors } from '../common/safe-errors.js';
import type { SeedRecord } from '../directory/facts.js';
import { Preparer } from '../graphql/admission/preparer.js';
import { TrustedDocuments } from '../graphql/admission/trusted-documents.js';
import { createApolloServer } from '../graphql/apollo/apollo-server.js';
import { createSchema } from '../graphql/schema/executable-schema.js';
import { AllowedHosts } from '../http/allowed-hosts.js';
import type { SampleIds } from '../http/explorer/explorer-examples.js';
import type { Readiness } from '../http/health.js';
import { createOriginCheck } from '../http/origins.js';
import { RateLimiter } from '../http/rate-limiter.js';
import { createClientAddress } from '../http/request/client-address.js';
import { createRequestGate } from '../http/request/request-gate.js';
import { createRequestIds } from '../http/request/request-id.js';
import { createHttpServer } from '../http/server.js';
import { Traffic } from '../http/traffic.js';
import { WebhookAuth } from '../http/webhook-auth.js';
import { serveWebSockets } from '../http/websocket/websocket-server.js';
import { sweepRegularly } from '../idempotency/sweep.js';
import { PendingNotifications } from '../live/change-notification.js';
import { SubscriptionCounts } from '../live/subscription-counts.js';
import { type MetricsListener, serveMetrics } from '../observability/metrics-server.js';
import { type Probe, probeUpstream } from '../rest/probe.js';
import { registerGauges } from './gauges.js';
import { stopGracefully } from './graceful-stop.js';
import { openState } from './open-state.js';
import { keysOf, type ReloadableConfig, ReplaceableAuthenticator, reload } from './reload.js';
import { createServices, type GatewayConfig } from './services.js';
import { StoreOpening } from './store-opening.js';
import { StoreSetup } from './store-setup.js';
import { createTelemetry } from './telemetry.js';

export interface GatewayOptions {
  config: GatewayConfig;
  /** Facts that the integrator already knows (`DIRECTORY_SEED`). */
  seed?: readonly SeedRecord[];
  /** Ids for the explorer's examples. */
  sample?: SampleIds;
  log: Logger;
}

export interface Gateway {
  /** Starts to listen. @returns the address, for example `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Address of the metrics, once the gateway listens. Undefined if they are off. */
  readonly metricsUrl: string | undefined;
  /** Rejects new work, lets running operations end, and releases every resource. */
  close(): Promise<void>;
  /** Resolves when no write to the upstream is in flight. */
  writesSettled(): Promise<void>;
  /** Takes over the settings that can change without a restart. */
  reload(config: ReloadableConfig): void;
  /** Asks the REST API once whether it can be used as it is configured. */
  probe(): Promise<Probe>;
  /** Number of orders that are being watched. */
  readonly watchedOrders: number;
}

/** Maximum idle time of a connection while a response is due, beyond `OPERATION_TIMEOUT_MS`, in milliseconds. */
const SILENCE_MS = 60_000;

/** @throws {StoreError} if the store cannot be used. */
export async function createGateway({ config, seed = [], sample, log: givenLog }: GatewayOptions): Promise<Gateway> {
  const { storeUrl, upstreamUrl, ingress } = config;
  const log = withSafeErrors(givenLog);
  const state = await openState({ storeUrl, upstreamUrl, log });
  const { store, bus } = state;
  const schema = createSchema(config);
  const telemetry = await createTelemetry(config, log);
  const { reporting, prometheus } = telemetry;
  const { metrics } = reporting;
  const foundation = createServices(config, store, schema, telemetry);
  const { services, runner, rest, transport, unsettledKeys } = foundation;
  const { changes, cursors, directory, watchers } = services;
  const notifications = new PendingNotifications();
  const wake = (orderId: string): void => watchers.wake(orderId, notifications.take(orderId));
  bus.subscribe((orderId) => {
    // If the bus carries only this process's own webhooks, the webhook route has already invalidated the reads.
    if (bus.isShared) void changes.hinted(orderId);
    wake(orderId);
  });

  const readiness: Readiness = {
    isListening: false,
    isDraining: false,
    isOpened: false,
    isStopping: false,
    away: () => [...state.away(), ...rest.down()],
  };
  const setup = new StoreSetup({ store, cursors, directory, seed, log });
  const onPrepared = (): void => {
    readiness.isOpened ||= setup.isDone;
  };
  const opening = new StoreOpening({ state, setup, records: seed.length, onPrepared, log });
  state.listen({
    onReconnect: () => watchers.reconcileAll(),
    onUsable: (isEmptied) => opening.onUsable(isEmptied),
    onChanged: (keys) => directory.forget(keys),
  });
  await opening.start().catch(async (error: unknown) => {
    await state.close();
    await transport.close();
    throw error;
  });

  const sweeper = sweepRegularly(store, log);
  if (prometheus) void unsettledKeys.watch();
  const { explorer, introspection, limits, maxRestCalls, trustedDocuments, upstreamMaxPageSize } = config;
  const trusted = trustedDocuments && new TrustedDocuments(trustedDocuments, limits.tokens);
  const preparer = new Preparer({ schema, introspection, limits, maxRestCalls, upstreamMaxPageSize, trusted });
  const apollo = createApolloServer({ schema, preparer, runner, sandbox: explorer === 'sandbox', log });
  await apollo.start();

  const createAuthenticator = ({ jwt }: GatewayConfig): Authenticator =>
    jwt ? new JwtAuthenticator(jwt, reporting) : openToAll;
  const authenticator = new ReplaceableAuthenticator(createAuthenticator(config), keysOf(config.jwt));
  const webhooks = new WebhookAuth(config.webhook);
  const hosts = new AllowedHosts({ allowed: ingress.allowedHosts, host: config.host });
  const isAllowedOrigin = createOriginCheck(config.corsOrigins, (origin, localAddress) =>
    hosts.isOwnOrigin(origin, localAddress),
  );
  const traffic = new Traffic(reporting);
  const requestIdOf = createRequestIds(ingress.trustedProxies);
  const forOperations = {
    authenticator,
    runner,
    rates: new RateLimiter({ limit: ingress.rateLimit, knowsViewers: authenticator.isRequired, redis: state.redis }),
    addressOf: createClientAddress(ingress.trustedProxies),
    maxBodyBytes: ingress.maxBodyBytes,
    log,
  };
  const counts = new SubscriptionCounts(config.jwt ? config.maxSubscriptionsPerViewer : Number.POSITIVE_INFINITY);
  const subscriptions = { ...forOperations, preparer, counts };
  registerGauges(metrics, { state, readiness, counts, watchers });
  const { app, streams, admission } = await createHttpServer({
    graphql: { apollo, preparer, ...forOperations },
    explorer,
    sample,
    stream: { runner, counts, maxStreams: config.maxSockets, log },
    webhook: {
      bus,
      onChange: (orderId, notification) => {
        notifications.add(orderId, notification);
        return changes.hinted(orderId);
      },
      wake,
      auth: webhooks,
      reporting,
    },
    readiness,
    traffic,
    requestIdOf,
    gate: createRequestGate(hosts),
    isAllowedOrigin,
    limits: ingress,
    silenceMs: config.operationTimeoutMs + SILENCE_MS,
  });
  const sockets = serveWebSockets(app.server, {
    ...subscriptions,
    isAllowedOrigin,
    maxSockets: config.maxSockets,
    maxPerSocket: config.maxSubscriptionsPerSocket,
    maxMessageBytes: ingress.maxMessageBytes,
    initTimeoutMs: ingress.initTimeoutMs,
    admission,
    isDraining: () => readiness.isDraining,
    requestIdOf,
    traffic,
    reporting,
  });

  let closing: Promise<void> | undefined;
  let metricsListener: MetricsListener | undefined;

  return {
    listen: async () => {
      await app.listen({ port: config.port, host: config.host });
      readiness.isListening = true;
      const { port } = app.server.address() as AddressInfo;
      hosts.listensOn(port);
      if (prometheus && config.metrics) metricsListener = await serveMetrics(prometheus, config.metrics);
      return addressOf(config.host, port);
    },
    get metricsUrl() {
      return metricsListener && config.metrics && `${addressOf(config.metrics.host, metricsListener.port)}/metrics`;
    },
    close: () => {
      const reports = [traffic, rest, unsettledKeys, ...(metricsListener ? [metricsListener] : [])];
      const { tracer } = reporting;
      closing ??= stopGracefully({
        foundation,
        state,
        apollo,
        app,
        streams,
        sockets,
        sweeper,
        readiness,
        reports,
        tracer,
        drainDelayMs: config.drainDelayMs,
      });
      return closing;
    },
    writesSettled: () => rest.writesSettled(),
    reload: (changed) =>
      reload({ authenticator, createAuthenticator, preparer, transport, webhooks, logs: [log] }, changed),
    probe: () => probeUpstream(transport, config.upstreamTimeoutMs),
    get watchedOrders() {
      return watchers.size;
    },
  };
}

const addressOf = (host: string, port: number): string => `http://${nameOfAddress(host) ?? host}:${port}`;
