/** Runs a subscription: each event is an operation of its own, with loaders of its own. */
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Viewer } from '../../auth/viewer.js';
import { type NewsListener, Subscriber } from '../../live/subscriber.js';
import type { PreparedOperation } from '../admission/preparer.js';
import type { Context } from './context.js';
import { LastingOperation } from './lasting-operation.js';
import type { OperationRunner } from './operation-runner.js';

/** The sink of a subscription's results: a WebSocket or an event stream. */
export interface ResultSink {
  /** Resolves when the peer has read the result. Until then, only the latest state is buffered. */
  next(result: ExecutionResult): Promise<void>;
  /** Ends the subscription after a terminal state. */
  complete(): void;
  /** Ends the subscription after an unexpected error. */
  fail(error: unknown): void;
}

export type Subscribed = { ok: true; subscription: LiveSubscription } | { ok: false; errors: readonly GraphQLError[] };

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
  try {
    const source = await runner.openSource(prepared, context);
    if (!(source instanceof Subscriber)) {
      onEnd();
      return { ok: false, errors: (source as ExecutionResult).errors ?? [] };
    }
    return { ok: true, subscription: new LiveSubscription(runner, source, prepared, context.viewer, onEnd) };
  } catch (error) {
    onEnd();
    throw error;
  } finally {
    // The operation's deadline covers subscribing only. Each event has its own.
    context.operation.end();
  }
}

/**
 * A push-based subscription: an idle one is a few fields, where an async generator would retain promises. It keeps the text and variables of its
 * operation, but neither the document, whose memory is bounded for all, nor the context.
 */
export class LiveSubscription implements NewsListener {
  readonly #source: Subscriber;
  readonly #operation: LastingOperation;
  readonly #runner: OperationRunner;
  readonly #viewer: Viewer;
  #sink: ResultSink | undefined;
  #onEnd: (() => void) | undefined;
  #isDelivering = false;

  constructor(
    runner: OperationRunner,
    source: Subscriber,
    prepared: PreparedOperation,
    viewer: Viewer,
    onEnd: () => void,
  ) {
    this.#runner = runner;
    this.#source = source;
    this.#operation = new LastingOperation(prepared);
    this.#viewer = viewer;
    this.#onEnd = onEnd;
  }

  start(sink: ResultSink): void {
    this.#sink = sink;
    this.#source.listen(this);
  }

  /** Ends it without a word to its sink. Can be called again. */
  stop(): void {
    this.#sink = undefined;
    this.#source.detach();
    this.#onEnd?.();
    this.#onEnd = undefined;
  }

  onNews(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#deliver().catch((error: unknown) => {
      const sink = this.#sink;
      this.stop();
      sink?.fail(error);
    });
  }

  async #deliver(): Promise<void> {
    for (let order = this.#source.take(); order && this.#sink; order = this.#source.take()) {
      const result = await this.#resultOf(order);
      await this.#sink?.next(result);
    }
    this.#isDelivering = false;
    if (!this.#source.isOver) return;
    const { isEnded } = this.#source;
    const sink = this.#sink;
    this.stop();
    if (isEnded) sink?.complete();
  }

  async #resultOf(event: unknown): Promise<ExecutionResult> {
    // Reads beside the state are as new as the state, and shared by all of its subscribers.
    const context = this.#runner.createContext(this.#viewer, this.#source.toldAt);
    try {
      return await this.#runner.run(this.#operation.prepared(), context, event);
    } finally {
      context.operation.end();
    }
  }
}
