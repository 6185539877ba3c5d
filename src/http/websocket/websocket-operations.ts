/** The operations and subscriptions of one WebSocket, by the client's ids. */
import { type FormattedExecutionResult, type GraphQLFormattedError, OperationTypeNode } from 'graphql';
import type { Session, Viewer } from '../../auth/viewer.js';
import { GatewayError } from '../../common/gateway-error.js';
import type { GraphQLRequest, PreparedOperation, Preparer } from '../../graphql/admission/preparer.js';
import type { Context, RateLeft } from '../../graphql/operation/context.js';
import { type OperationRunner, rejectionOf } from '../../graphql/operation/operation-runner.js';
import { type ResultSink, subscribe } from '../../graphql/operation/subscribe.js';
import type { SubscriptionCounts } from '../../live/subscription-counts.js';
import type { OperationRecord, RecordOptions } from '../../observability/operation-record.js';
import type { Admission } from '../overload.js';
import type { RateLimiter } from '../rate-limiter.js';
import { type Peer, traceparentIn } from './websocket-session.js';

export interface OperationsOptions {
  preparer: Preparer;
  runner: OperationRunner;
  counts: SubscriptionCounts;
  rates: RateLimiter;
  /** `MAX_SUBSCRIPTIONS_PER_SOCKET`. The same number of queries and mutations can run in addition. */
  maxPerSocket: number;
  admission: Admission;
}

/** Sends messages to the client. Each promise resolves when the message has left or never will. */
export interface Outbox {
  next(id: string, result: FormattedExecutionResult): Promise<void>;
  /** Ends the operation with an `error` message. */
  refuse(id: string, errors: readonly GraphQLFormattedError[]): Promise<void>;
  complete(id: string): Promise<void>;
  /** Ends the connection after an unexpected error. */
  fail(error: unknown): void;
}

/** A subscription or an operation in flight. */
interface Running {
  stop(): void;
}

export class Operations {
  readonly #outbox: Outbox;
  readonly #options: OperationsOptions;
  readonly #peer: Peer;
  readonly #running = new Map<string, Running>();
  #subscriptions = 0;
  /** Number of operations that have begun, which numbers their request ids. */
  #begun = 0;

  constructor(outbox: Outbox, peer: Peer, options: OperationsOptions) {
    this.#outbox = outbox;
    this.#peer = peer;
    this.#options = options;
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  /** Whether only subscriptions run, so that no answer is due. */
  get isQuiet(): boolean {
    return this.#running.size === this.#subscriptions;
  }

  /** Runs a request under an unused id. */
  async begin(id: string, request: GraphQLRequest, { viewer, expiresAt }: Session): Promise<void> {
    const { admission, maxPerSocket, preparer, runner } = this.#options;
    const record = runner.begin(this.#recordOptions(request));
    const refuse = (error: GatewayError) => this.#outbox.refuse(id, rejectionOf([error], record));
    const rejection = admission();
    if (rejection !== undefined) return refuse(new GatewayError(rejection));
    if (expiresAt <= Date.now()) return refuse(new GatewayError('UNAUTHENTICATED'));
    if (this.#running.size >= 2 * maxPerSocket)
      return refuse(tooMany(`Too many operations on this connection: the limit is ${2 * maxPerSocket}.`));
    const rateLeft = await this.#count(id, viewer);
    if (rateLeft === 'left') return record.end('cancelled');
    if (rateLeft instanceof GatewayError) return refuse(rateLeft);

    const prepared = preparer.prepare(request);
    if (!prepared.ok) return this.#outbox.refuse(id, rejectionOf(prepared.errors, record));
    const { operation } = prepared;
    if (operation.type === OperationTypeNode.SUBSCRIPTION) return this.#subscribe(id, operation, viewer, record);
    return this.#execute(id, operation, runner.createContext(viewer, record, { rateLeft }));
  }

  /** Ends an operation at the client's request. */
  end(id: string): void {
    this.#running.get(id)?.stop();
    this.#running.delete(id);
  }

  /** Ends everything but writes, since the client is gone. */
  endAll(): void {
    for (const running of this.#running.values()) running.stop();
    this.#running.clear();
  }

  /** Removes a subscription that has ended by itself. */
  ended(id: string): void {
    this.#running.delete(id);
  }

  /** Each operation has the id of the upgrade request and a number. Its trace is continued from its own extensions, else from the connection's. */
  #recordOptions({ extensions }: GraphQLRequest): RecordOptions {
    this.#begun += 1;
    const parent = traceparentIn(extensions) ?? this.#peer.traceparent;
    return { requestId: `${this.#peer.requestId}/${this.#begun}`, transport: 'websocket', parent };
  }

  /** @returns what is left of the limit, if there is one; or the rejection; `left` if the client ended the operation meanwhile. */
  async #count(id: string, viewer: Viewer): Promise<RateLeft | GatewayError | 'left' | undefined> {
    const { rates } = this.#options;
    if (!rates.isOn) return undefined;
    const waiting = { stop: () => {} };
    this.#running.set(id, waiting);
    const counted = await rates.count(viewer, this.#peer.address).catch((error: unknown) => {
      if (error instanceof GatewayError) return error;
      throw error;
    });
    if (this.#running.get(id) !== waiting) return 'left';
    this.#running.delete(id);
    return counted;
  }

  async #execute(id: string, operation: PreparedOperation, context: Context): Promise<void> {
    const { maxPerSocket, runner } = this.#options;
    const { record } = context;
    if (this.#running.size - this.#subscriptions >= maxPerSocket) {
      const error = tooMany(
        `Too many operations on this connection: the limit is ${maxPerSocket} (MAX_SUBSCRIPTIONS_PER_SOCKET).`,
      );
      context.operation.end();
      return this.#outbox.refuse(id, rejectionOf([error], record));
    }
    const running = { stop: () => cancel(context) };
    this.#running.set(id, running);
    try {
      const result = await runner.run(operation, context);
      if (this.#running.get(id) !== running) return;
      this.#running.delete(id);
      await Promise.all([this.#outbox.next(id, result), this.#outbox.complete(id)]);
    } finally {
      // Nothing if it has ended as it should.
      record.end('error', context.operation.calls);
      context.operation.end();
    }
  }

  /** Rejects with `error`, since `complete` means a terminal state. */
  async #subscribe(id: string, operation: PreparedOperation, viewer: Viewer, record: OperationRecord): Promise<void> {
    const place = this.#takePlace(viewer);
    if (place instanceof GatewayError) return this.#outbox.refuse(id, rejectionOf([place], record));
    const { runner } = this.#options;
    const context = runner.createContext(viewer, record);
    const starting = { stop: () => cancel(context) };
    this.#running.set(id, starting);
    const subscribed = await subscribe(runner, operation, context, place);
    const isWanted = this.#running.get(id) === starting;
    if (!subscribed.ok) {
      if (!isWanted) return;
      this.#running.delete(id);
      return this.#outbox.refuse(id, subscribed.errors);
    }
    if (!isWanted) return subscribed.subscription.stop();
    this.#running.set(id, subscribed.subscription);
    subscribed.subscription.start(new SocketSink(id, this, this.#outbox));
  }

  /** @returns the release of the place. A method of its own, since a closure retains its whole scope for the life of the subscription. */
  #takePlace(viewer: Viewer): (() => void) | GatewayError {
    const { maxPerSocket, counts } = this.#options;
    if (this.#subscriptions >= maxPerSocket) {
      return tooMany(
        `Too many subscriptions on this connection: the limit is ${maxPerSocket} (MAX_SUBSCRIPTIONS_PER_SOCKET).`,
      );
    }
    try {
      const release = counts.take(viewer, 'websocket');
      this.#subscriptions += 1;
      return () => {
        this.#subscriptions -= 1;
        release();
      };
    } catch (error) {
      return error as GatewayError;
    }
  }
}

/** Ends an operation whose client does not wait for it any longer. */
function cancel({ operation, record }: Context): void {
  record.end('cancelled', operation.calls);
  operation.leave();
}

const tooMany = (message: string): GatewayError => new GatewayError('LIMIT_EXCEEDED', message);

/** The sink of one subscription on the socket. */
class SocketSink implements ResultSink {
  readonly #id: string;
  readonly #operations: Operations;
  readonly #outbox: Outbox;

  constructor(id: string, operations: Operations, outbox: Outbox) {
    this.#id = id;
    this.#operations = operations;
    this.#outbox = outbox;
  }

  next(result: FormattedExecutionResult): Promise<void> {
    return this.#outbox.next(this.#id, result);
  }

  complete(): void {
    this.#operations.ended(this.#id);
    void this.#outbox.complete(this.#id);
  }

  fail(error: unknown): void {
    this.#outbox.fail(error);
  }
}
