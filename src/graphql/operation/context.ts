/** What an operation's resolvers work with. */
import type { GraphQLError } from 'graphql';
import type { AssetApi } from '../../asset/asset-api.js';
import { Access } from '../../auth/access.js';
import type { OwnershipScans, OwnershipSource } from '../../auth/ownership-scan.js';
import { customerOf, type Viewer } from '../../auth/viewer.js';
import type { CustomerApi } from '../../customer/customer-api.js';
import type { Changes } from '../../directory/changes.js';
import type { Directory } from '../../directory/directory.js';
import type { IdempotencyKeys } from '../../idempotency/idempotency-keys.js';
import type { OrderWatchers } from '../../live/order-watchers.js';
import type { OrderSource } from '../../live/reconciler.js';
import type { CursorSeal } from '../../paging/cursor-signer.js';
import { type List, Walk } from '../../paging/walk.js';
import type { BackgroundReading, Operation } from '../../rest/operation.js';
import type { RunningOperations } from '../../rest/running-operations.js';
import type { TopupApi } from '../../topup/topup-api.js';
import type { WalletApi } from '../../wallet/wallet-api.js';
import type { Executor } from '../execution/executor.js';
import { createLoaders, type Loaders } from './loaders.js';

/** What all operations share. */
export interface Services {
  api: { customer: CustomerApi; wallet: WalletApi; topup: TopupApi; asset: AssetApi };
  directory: Directory;
  changes: Changes;
  cursors: CursorSeal;
  idempotencyKeys: IdempotencyKeys;
  scans: OwnershipScans;
  watchers: OrderWatchers;
  operations: RunningOperations;
  executor: Executor;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
  /** Whether answers say how many REST calls they cost: outside production. */
  reportsCalls: boolean;
}

/** One operation's own. */
export interface Context extends Services {
  services: Services;
  viewer: Viewer;
  /** What is this viewer's. */
  access: Access;
  operation: Operation;
  loaders: Loaders;
  /** Errors of fields that have a value all the same: lists of which an entry is left out. */
  partialErrors: GraphQLError[];
}

/** Where a scan of what is a customer's reads. Shared by many operations, so none of them ends its reads. */
export function ownershipSource({ wallet, topup }: Services['api'], directory: Directory): OwnershipSource {
  return {
    wallets: ({ customerId, freshSince }) => {
      const hiddenOf = (ids: readonly string[]) => directory.foreignWallets(ids, customerId);
      return new Walk({ ...byIds(wallet.ofCustomer(customerId, { freshSince, viewer: customerId })), hiddenOf });
    },
    orders: ({ customerId, freshSince }, walletId) =>
      new Walk(byIds(topup.ofWallet(walletId, null, { freshSince, viewer: customerId }))),
  };
}

/** A scan needs ids alone: an entry that can't be read otherwise is as good as any. */
function byIds(list: List<{ id: string }>): List<{ id: string }> {
  const read: List<{ id: string }>['read'] = async (...request) => {
    const page = await list.read(...request);
    const lost = (page?.unreadable ?? []).flatMap(({ id }) => (id === undefined ? [] : [{ id }]));
    return page && { ...page, items: [...page.items, ...lost], unreadable: [] };
  };
  return { ...list, read };
}

/** Where watchers read: never what another began before, since that may be from before the hint or the subscription. */
export function orderSource({ topup }: Services['api'], directory: Directory): OrderSource {
  return {
    order: (orderId, customerId) => topup.order(orderId, fromNow(customerId)),
    ofWallet: (walletId, customerId) => new Walk(topup.ofWallet(walletId, null, fromNow(customerId))).next(),
    walletOf: (orderId) => directory.walletOfOrder(orderId),
  };
}

const fromNow = (viewer: string | undefined): BackgroundReading => ({ freshSince: performance.now(), viewer });

/**
 * @param freshSince Its reads join none that began before this moment, by `performance.now()`.
 * @returns a context whose `operation` the caller must `end()`.
 */
export function createContext(services: Services, viewer: Viewer, freshSince?: number): Context {
  const operation = services.operations.begin({ freshSince, viewer: customerOf(viewer) });
  return new OperationContext(services, viewer, operation);
}

/** Of one shape, written out: a literal that the services are spread into was slow enough to be seen in the profile of one balance. */
class OperationContext implements Context {
  readonly partialErrors: GraphQLError[] = [];
  readonly services: Services;
  readonly viewer: Viewer;
  readonly access: Access;
  readonly operation: Operation;
  readonly loaders: Loaders;
  readonly api: Services['api'];
  readonly directory: Services['directory'];
  readonly changes: Services['changes'];
  readonly cursors: Services['cursors'];
  readonly idempotencyKeys: Services['idempotencyKeys'];
  readonly scans: Services['scans'];
  readonly watchers: Services['watchers'];
  readonly operations: Services['operations'];
  readonly executor: Services['executor'];
  readonly maxRestCalls: Services['maxRestCalls'];
  readonly reportsCalls: Services['reportsCalls'];

  constructor(services: Services, viewer: Viewer, operation: Operation) {
    this.services = services;
    this.viewer = viewer;
    this.access = new Access(viewer, services.directory, services.changes, services.scans, operation);
    this.operation = operation;
    this.loaders = createLoaders(services, operation);
    this.api = services.api;
    this.directory = services.directory;
    this.changes = services.changes;
    this.cursors = services.cursors;
    this.idempotencyKeys = services.idempotencyKeys;
    this.scans = services.scans;
    this.watchers = services.watchers;
    this.operations = services.operations;
    this.executor = services.executor;
    this.maxRestCalls = services.maxRestCalls;
    this.reportsCalls = services.reportsCalls;
  }
}
