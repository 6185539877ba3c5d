/** The time that one GraphQL operation has, and whether anybody still waits for it. */
import { setMaxListeners } from 'node:events';
import { GatewayError } from '../common/gateway-error.js';
import type { CallCounts } from './call-counts.js';
import { WritePermit } from './transport/write-permit.js';

/** Waits for an answer on behalf of an operation, and is told when there is no more waiting. */
export interface Waiter {
  abandon(reason: Error): void;
}

/** What reads are made for: an operation, which they end with; or nobody in particular, such as a watcher. */
export type Reading = Operation | BackgroundReading;

export interface BackgroundReading {
  /** As {@link Operation.freshSince}. */
  readonly freshSince: number;
  /** As {@link CallCounts.viewer}. */
  readonly viewer?: string | undefined;
  readonly calls?: undefined;
}

export interface OperationOptions {
  onEnd?: (operation: Operation) => void;
  /** As {@link Operation.freshSince}. */
  freshSince?: number | undefined;
  /** As {@link CallCounts.viewer}. */
  viewer?: string | undefined;
}

export class Operation {
  readonly calls: CallCounts;
  /** It joins no read that began before this moment, by `performance.now()`. */
  readonly freshSince: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onEnd: (operation: Operation) => void;
  readonly #waiting = new Set<Waiter>();
  #controller: AbortController | undefined;
  #abortReason: GatewayError | undefined;

  constructor(
    timeoutMs: number,
    { onEnd = () => {}, freshSince = Number.NEGATIVE_INFINITY, viewer }: OperationOptions = {},
  ) {
    this.calls = { viewer, asked: 0, made: 0, shared: 0 };
    this.#onEnd = onEnd;
    this.freshSince = freshSince;
    this.#timer = setTimeout(() => this.expire(), timeoutMs);
    this.#timer.unref();
  }

  /** Aborted when the time is up or the client has left; made when it is first asked for, since few operations need it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      // One for each that waits: many are no leak.
      setMaxListeners(0, this.#controller.signal);
      if (this.#abortReason) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** As {@link CallCounts.viewer}. */
  get viewer(): string | undefined {
    return this.calls.viewer;
  }

  /** Why it is over before its end, if it is. */
  get abortReason(): GatewayError | undefined {
    return this.#abortReason;
  }

  /** Calls `waiter.abandon` when the time is up or the client has left, unless it waits no more by then. */
  wait(waiter: Waiter): void {
    this.#waiting.add(waiter);
  }

  waitNoMore(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  /** Its time is up. */
  expire(): void {
    this.#abort(new GatewayError('UPSTREAM_TIMEOUT'));
  }

  /** The client went away. */
  leave(): void {
    this.#abort(new GatewayError('UPSTREAM_TIMEOUT', 'The client has left.'));
  }

  /** The answer is out, or nobody waits for it. Can be called again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#onEnd(this);
  }

  /**
   * Begins a write and waits for its outcome, or for the operation's end. A write that has left goes on after that; one that has not left
   * never does.
   *
   * @param write Must not send anything unless the permit's `use()` says so.
   * @param ifUnknown Tells a person what to look at where the outcome is not known.
   * @param whenUnknown Called then too: what they look at must be read anew.
   * @throws {GatewayError} `UPSTREAM_UNAVAILABLE` where the operation ends before the write has left, `OUTCOME_UNKNOWN` where it ends afterwards,
   *   and what the write rejects with before that.
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

/** What `work` gives, unless the signal is aborted first; the work itself goes on. @param reason What is thrown then, if not the signal's own. */
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
