/** The context of one operation: what its resolvers use, and nothing else. */
import type { GraphQLError } from 'graphql';
import { Access } from '../../auth/access.js';
import type { OwnershipScans } from '../../auth/ownership-scan.js';
import { customerOf, nameOf, type Viewer } from '../../auth/viewer.js';
import type { Changes } from '../../directory/changes.js';
import type { Directory } from '../../directory/directory.js';
import type { IdempotencyKeys } from '../../idempotency/idempotency-keys.js';
import type { OrderWatchers } from '../../live/order-watchers.js';
import type { OperationRecord } from '../../observability/operation-record.js';
import type { CursorSigner } from '../../paging/cursor-signer.js';
import type { Operation } from '../../rest/operation.js';
import type { RunningOperations } from '../../rest/running-operations.js';
import { createLoaders, type Loaders } from './loaders.js';
import type { Api, Services } from './shared-services.js';

/** The rest of `RATE_LIMIT` in the viewer's present window. */
export interface RateLeft {
  /** Requests in a window. */
  limit: number;
  remaining: number;
  /** Time until the window ends, in milliseconds. */
  resetMs: number;
}

export interface Context extends Services {
  viewer: Viewer;
  /** Tells which resources belong to the viewer. */
  access: Access;
  operation: Operation;
  loaders: Loaders;
  /** Reports the operation to operators. */
  record: OperationRecord;
  /** Errors of fields that have a value nevertheless: lists without an entry that cannot be read. */
  partialErrors: GraphQLError[];
  /** Undefined without `RATE_LIMIT`, and for events of a subscription. */
  rateLeft: RateLeft | undefined;
}

export interface ContextOptions {
  /** The operation joins no read that began before this time, in milliseconds of `performance.now()`. */
  freshSince?: number | undefined;
  rateLeft?: RateLeft | undefined;
}

export interface ContextFactoryOptions {
  services: Services;
  scans: OwnershipScans;
  operations: RunningOperations;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
}

/** Creates the context of each operation. */
export class ContextFactory {
  readonly #options: ContextFactoryOptions;

  constructor(options: ContextFactoryOptions) {
    this.#options = options;
  }

  /**
   * Begins an operation.
   *
   * @param record Reports the operation under its request id, which each REST call carries.
   * @returns a context whose `operation` the caller must `end()`.
   */
  create(viewer: Viewer, record: OperationRecord, { freshSince, rateLeft }: ContextOptions = {}): Context {
    const { requestId, span } = record;
    const caller = { viewer: customerOf(viewer), actor: nameOf(viewer), requestId, span };
    const operation = this.#options.operations.begin({ freshSince, caller });
    return new OperationContext(this.#options, viewer, operation, record, rateLeft);
  }
}

/** A class with a fixed shape, since a spread literal costs a fifth of the CPU of one balance (docs/decisions/small-parts.md). */
class OperationContext implements Context {
  readonly partialErrors: GraphQLError[] = [];
  readonly viewer: Viewer;
  readonly access: Access;
  readonly operation: Operation;
  readonly loaders: Loaders;
  readonly api: Api;
  readonly directory: Directory;
  readonly changes: Changes;
  readonly cursors: CursorSigner;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly watchers: OrderWatchers;
  readonly record: OperationRecord;
  readonly rateLeft: RateLeft | undefined;

  constructor(
    { services, scans, maxRestCalls }: ContextFactoryOptions,
    viewer: Viewer,
    operation: Operation,
    record: OperationRecord,
    rateLeft: RateLeft | undefined,
  ) {
    const { api, directory, changes } = services;
    this.viewer = viewer;
    this.access = new Access(viewer, directory, changes, scans, operation);
    this.operation = operation;
    this.loaders = createLoaders({ api, directory, operation, maxRestCalls });
    this.api = api;
    this.directory = directory;
    this.changes = changes;
    this.cursors = services.cursors;
    this.idempotencyKeys = services.idempotencyKeys;
    this.watchers = services.watchers;
    this.record = record;
    this.rateLeft = rateLeft;
  }
}
