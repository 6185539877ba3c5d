/** Runs a subscription: each event is an operation of its own, with loaders of its own. */
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { Viewer } from '../../auth/viewer.js';
import type { ChangeNotification } from '../../live/change-notification.js';
import { type NewsListener, Subscriber } from '../../live/subscriber.js';
import type { Transport } from '../../observability/operation-record.js';
import type { PreparedOperation } from '../admission/preparer.js';
import { toClientErrors } from './client-error.js';
import type { Context } from './context.js';
import { LastingOperation } from './lasting-operation.js';
import type { OperationRunner } from './operation-runner.js';

/** The sink of a subscription's results: a WebSocket or an event stream. */
export interface ResultSink {
  /** Resolves when the peer has read the result. Until then, only the latest state is buffered. */
  next(result: FormattedExecutionResult): Promise<void>;
  /** Ends the subscription after a terminal state. */
  complete(): void;
  /** Ends the subscription after an unexpected error. */
  fail(error: unknown): void;
}

export type Subscribed =
  | { ok: true; subscription: LiveSubscription }
  | { ok: false; errors: readonly GraphQLFormattedError[] };

/**
 * Subscribes, and sends nothing yet: {@link LiveSubscription.start} does.
 *
 * @param onEnd Called once, when the subscription has ended or was never begun.
 * @returns the subscription, or why there is none.
 */
export async function subscribe(
  runner: OperationRunner,
  prepared: PreparedOperation,
  context: Context,
  onEnd: () => void,
): Promise<Subscribed> {
  const { record, operation, viewer } = context;
  try {
    const source = await runner.openSource(prepared, context);
    if (!(source instanceof Subscriber)) {
      onEnd();
      const errors = toClientErrors((source as ExecutionResult).errors ?? [], record);
      record.end('error', operation.calls);
      return { ok: false, errors };
    }
    record.end('success', operation.calls);
    const { requestId, transport } = record;
    const origin = { viewer, requestId, transport };
    return { ok: true, subscription: new LiveSubscription(runner, source, prepared, origin, onEnd) };
  } catch (error) {
    onEnd();
    throw error;
  } finally {
    // The operation's deadline covers subscribing only. Each event has its own.
    operation.end();
  }
}

/** The subscriber: viewer, request id and transport. */
interface Origin {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly transport: Transport;
}

/** Reason of a subscription's end. `stopped`: by its client, or with its connection. */
export type SubscriptionEnd = 'completed' | 'failed' | 'stopped';

/**
 * A push-based subscription: an idle one is a few fields, where an async generator would retain promises. It keeps the text and variables of its
 * operation, but neither the document, whose memory is bounded for all, nor the context.
 */
export class LiveSubscription implements NewsListener {
  readonly #source: Subscriber;
  readonly #operation: LastingOperation;
  readonly #runner: OperationRunner;
  readonly #origin: Origin;
  readonly #startedAt = performance.now();
  #deliveries = 0;
  #sink: ResultSink | undefined;
  #onEnd: (() => void) | undefined;
  #isDelivering = false;

  constructor(
    runner: OperationRunner,
    source: Subscriber,
    prepared: PreparedOperation,
    origin: Origin,
    onEnd: () => void,
  ) {
    this.#runner = runner;
    this.#source = source;
    this.#operation = new LastingOperation(prepared);
    this.#origin = origin;
    this.#onEnd = onEnd;
  }

  start(sink: ResultSink): void {
    this.#sink = sink;
    this.#source.listen(this);
  }

  /** Ends it without a word to its sink. Can be called again. */
  stop(reason: SubscriptionEnd = 'stopped'): void {
    this.#sink = undefined;
    this.#source.detach();
    const onEnd = this.#onEnd;
    if (!onEnd) return;
    this.#onEnd = undefined;
    onEnd();
    const { requestId, transport } = this.#origin;
    const durationMs = performance.now() - this.#startedAt;
    this.#runner.subscriptionEnded({ requestId, transport, reason, durationMs, deliveries: this.#deliveries });
  }

  onNews(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#deliver().catch((error: unknown) => {
      const sink = this.#sink;
      this.stop('failed');
      sink?.fail(error);
    });
  }

  async #deliver(): Promise<void> {
    for (let order = this.#source.take(); order && this.#sink; order = this.#source.take()) {
      const { notification } = this.#source;
      const result = await this.#resultOf(order, notification);
      await this.#sink?.next(result);
      if (!this.#sink) break;
      this.#deliveries += 1;
      if (notification) this.#runner.delivered(notification.receivedAt);
    }
    this.#isDelivering = false;
    if (!this.#source.isOver) return;
    const { isEnded } = this.#source;
    const sink = this.#sink;
    this.stop(isEnded ? 'completed' : 'stopped');
    if (isEnded) sink?.complete();
  }

  async #resultOf(event: unknown, notification: ChangeNotification | undefined): Promise<FormattedExecutionResult> {
    const { viewer, transport } = this.#origin;
    const requestId = notification?.requestId ?? this.#origin.requestId;
    const record = this.#runner.begin({ requestId, transport, isDelivery: true });
    if (notification?.span) record.span?.link(notification.span);
    // Reads beside the state are as new as the state, and shared by all of its subscribers.
    const context = this.#runner.createContext(viewer, record, { freshSince: this.#source.toldAt });
    try {
      return await this.#runner.run(this.#operation.prepared(), context, event);
    } finally {
      context.operation.end();
    }
  }
}
