/** Creates everything below HTTP from the configuration and the store. */
import type { GraphQLSchema } from 'graphql';
import { AssetApi } from '../asset/asset-api.js';
import { OwnershipScans } from '../auth/ownership-scan.js';
import type { Config } from '../config/config.js';
import { CustomerApi } from '../customer/customer-api.js';
import { Changes } from '../directory/changes.js';
import { Directory } from '../directory/directory.js';
import type { Store } from '../directory/store/store.js';
import { Executor } from '../graphql/execution/executor.js';
import { ContextFactory } from '../graphql/operation/context.js';
import { OperationRunner } from '../graphql/operation/operation-runner.js';
import type { Services } from '../graphql/operation/shared-services.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { UnsettledKeys } from '../idempotency/unsettled-keys.js';
import { createOrderSource } from '../live/order-source.js';
import { OrderWatchers } from '../live/order-watchers.js';
import { CursorSigner } from '../paging/cursor-signer.js';
import { RestClient } from '../rest/client.js';
import { UnknownEnumValues } from '../rest/decoding/unknown-enum-values.js';
import { RunningOperations } from '../rest/running-operations.js';
import { Transport } from '../rest/transport/transport.js';
import { TopupApi } from '../topup/topup-api.js';
import { WalletApi } from '../wallet/wallet-api.js';
import { createOwnershipSource } from './ownership-source.js';
import type { Telemetry } from './telemetry.js';

/** The configuration of a gateway, in which the upstream's address is known. */
export type GatewayConfig = Omit<
  Config,
  'upstreamUrl' | 'simulatorPort' | 'logLevel' | 'directorySeed' | 'misspelled' | 'changedLimits'
> & {
  upstreamUrl: URL;
};

export interface Foundation {
  services: Services;
  runner: OperationRunner;
  operations: RunningOperations;
  rest: RestClient;
  transport: Transport;
  unsettledKeys: UnsettledKeys;
}

/** The longest upstream response that is read, in bytes. A hundred orders take about 40 KB; parsing much more would block the process. */
const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;
const MAX_QUEUED_CALLS = 10_000;
/** Maximum wait of a write until it leaves, in milliseconds. Half of `OPERATION_TIMEOUT_MS` if that is shorter. */
const MAX_SEND_MS = 5_000;

export function createServices(
  config: GatewayConfig,
  store: Store,
  schema: GraphQLSchema,
  { reporting, audit }: Telemetry,
): Foundation {
  const { metrics, tracer, log } = reporting;
  const transport = new Transport({
    baseUrl: config.upstreamUrl,
    authorization: config.upstreamAuthorization,
    proxy: config.proxy,
    connections: config.upstreamConnections,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    maxQueued: MAX_QUEUED_CALLS,
    metrics,
  });
  const {
    upstreamTimeoutMs: readTimeoutMs,
    upstreamWriteTimeoutMs: writeTimeoutMs,
    upstreamTimezone: timezone,
  } = config;
  const { upstreamMaxPageSize: maxPageSize } = config;
  const writeLimits = {
    sendTimeoutMs: Math.min(MAX_SEND_MS, config.operationTimeoutMs / 2),
    timeoutMs: writeTimeoutMs,
  };
  const rest = new RestClient({
    transport,
    readTimeoutMs,
    writeLimits,
    maxPageSize,
    log,
    metrics,
    tracer,
    audit,
  });
  const directory = new Directory(store, log);
  const changes = new Changes(rest, directory);
  const words = new UnknownEnumValues(log);
  const api = {
    customer: new CustomerApi(rest, directory, timezone),
    wallet: new WalletApi(rest, directory, changes, timezone, words),
    topup: new TopupApi({
      rest,
      directory,
      changes,
      timezone,
      words,
      paymentFields: config.paymentInstructionFields,
    }),
    asset: new AssetApi(rest),
  };
  const unsettledKeys = new UnsettledKeys(store, reporting);
  const services = {
    api,
    directory,
    changes,
    cursors: new CursorSigner(),
    idempotencyKeys: new IdempotencyKeys({
      store,
      writeTimeoutMs,
      onUnknown: () => unsettledKeys.recount(),
      log,
    }),
    watchers: new OrderWatchers({
      source: createOrderSource(api.topup, directory),
      reconcileIntervalMs: config.reconcileIntervalMs,
      readsPerSecond: config.reconcileRate,
      onFirstState: (orderId) => changes.order(orderId),
      metrics,
    }),
  };
  const operations = new RunningOperations(config.operationTimeoutMs);
  const contexts = new ContextFactory({
    services,
    scans: new OwnershipScans(createOwnershipSource(api, directory)),
    operations,
    maxRestCalls: config.maxRestCalls,
  });
  const runner = new OperationRunner({
    executor: new Executor(schema),
    contexts,
    reportsCalls: config.reportsCalls,
    reportsCost: config.reportsCost,
    reporting,
  });
  return { services, runner, operations, rest, transport, unsettledKeys };
}
