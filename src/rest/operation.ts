/** One GraphQL operation: its deadline, and whether its client still waits. */
import { setMaxListeners } from 'node:events';
import { GatewayError } from '../common/gateway-error.js';
import { type Caller, type CallOrigin, ownOrigin } from './caller.js';
import { WritePermit } from './transport/write-permit.js';

/** Waits for an answer on behalf of an operation. The operation calls `abandon` when it ends before. */
export interface Waiter {
  abandon(reason: Error): void;
}

/** The purpose of reads: an operation, with which they end, or background work such as a watcher. */
export type Reading = Operation | BackgroundReading;

export interface BackgroundReading {
  /** As {@link Operation.freshSince}. */
  readonly freshSince: number;
  /** As {@link Caller.viewer}. */
  readonly viewer?: string | undefined;
  /** The request that caused the reads; undefined if none did. */
  readonly origin?: CallOrigin | undefined;
  readonly calls?: undefined;
}

export interface OperationOptions {
  onEnd?: (operation: Operation) => void;
  /** As {@link Operation.freshSince}. */
  freshSince?: number | undefined;
  /** Undefined for work that no request caused. */
  caller?: Omit<Caller, 'asked' | 'made' | 'shared'> | undefined;
}

export class Operation {
  readonly calls: Caller;
  /** The operation joins no read that began before this time, in milliseconds of `performance.now()`. */
  readonly freshSince: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onEnd: (operation: Operation) => void;
  readonly #waiting = new Set<Waiter>();
  #controller: AbortController | undefined;
  #abortReason: GatewayError | undefined;

  constructor(
    timeoutMs: number,
    { onEnd = () => {}, freshSince = Number.NEGATIVE_INFINITY, caller = nobody() }: OperationOptions = {},
  ) {
    const { viewer, actor, requestId, span } = caller;
    this.calls = { viewer, actor, requestId, span, asked: 0, made: 0, shared: 0 };
    this.#onEnd = onEnd;
    this.freshSince = freshSince;
    this.#timer = setTimeout(() => this.expire(), timeoutMs);
    this.#timer.unref();
  }

  /** Aborted at the deadline or when the client disconnects. Created on first use, since few operations need it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      // Many waiters are not a leak.
      setMaxListeners(0, this.#controller.signal);
      if (this.#abortReason) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** As {@link Caller.viewer}. */
  get viewer(): string | undefined {
    return this.calls.viewer;
  }

  /** The reason of a premature end. Undefined if there was none. */
  get abortReason(): GatewayError | undefined {
    return this.#abortReason;
  }

  /** Registers a waiter, whose `abandon` is called at the deadline or when the client disconnects. */
  wait(waiter: Waiter): void {
    this.#waiting.add(waiter);
  }

  waitNoMore(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  /** Ends the operation at its deadline. */
  expire(): void {
    this.#abort(new GatewayError('UPSTREAM_TIMEOUT'));
  }

  /** Ends the operation because its client disconnected. */
  leave(): void {
    this.#abort(new GatewayError('UPSTREAM_TIMEOUT', 'The client has left.'));
  }

  /** Ends the operation after its answer has left. Can be called again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#onEnd(this);
  }

  /**
   * Begins a write and waits for its outcome or for the operation's end. After the end, a write that has left goes on; one that has not left never
   * does.
   *
   * @param write Must not send anything unless the permit's `use()` returns true.
   * @param ifUnknown The message for an unknown outcome. It names what the user should check.
   * @param whenUnknown Called for an unknown outcome, to invalidate what the user checks.
   * @throws {GatewayError} `UPSTREAM_UNAVAILABLE` if the operation ends before the write has left, `OUTCOME_UNKNOWN` if it ends afterwards, and the
   *   write's own error before that.
   */
  async outcomeOf<T>(
    write: (permit: WritePermit) => Promise<T>,
    ifUnknown: string,
    whenUnknown: () => void = () => {},
  ): Promise<T> {
    if (this.#abortReason) throw new GatewayError('UPSTREAM_UNAVAILABLE');
    try {
      return await this.#unlessEnded(write);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'OUTCOME_UNKNOWN') throw error;
      whenUnknown();
      throw new GatewayError('OUTCOME_UNKNOWN', ifUnknown, { cause: error });
    }
  }

  #unlessEnded<T>(write: (permit: WritePermit) => Promise<T>): Promise<T> {
    const permit = new WritePermit(this.calls);
    return new Promise<T>((resolve, reject) => {
      const waiter: Waiter = {
        abandon: () => reject(new GatewayError(permit.revoke() ? 'UPSTREAM_UNAVAILABLE' : 'OUTCOME_UNKNOWN')),
      };
      this.wait(waiter);
      write(permit)
        .then(resolve, reject)
        .finally(() => this.waitNoMore(waiter));
    });
  }

  #abort(reason: GatewayError): void {
    if (this.#abortReason) return;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    for (const waiter of this.#waiting) waiter.abandon(reason);
    this.#waiting.clear();
  }
}

const nobody = () => ({ viewer: undefined, actor: 'gateway', ...ownOrigin() });

/** Waits for `work` until the signal is aborted; the work goes on. @param reason The error for an abort, instead of the signal's own. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, reason?: Error): Promise<T> {
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(reason ?? signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
