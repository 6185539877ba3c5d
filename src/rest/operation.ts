/** The time that one GraphQL operation has, and whether anybody still waits for it. */
import { setMaxListeners } from 'node:events';
import { GatewayError } from '../errors.js';

/** What a read is made for: it ends with the signal, where there is one. */
export interface Reading {
  readonly signal?: AbortSignal;
}

export class Operation implements Reading {
  /** Aborted when the time is up or the client has left; ends the operation's reads, never a write. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #onEnd: (operation: Operation) => void;

  constructor(timeoutMs: number, onEnd: (operation: Operation) => void = () => {}) {
    this.#onEnd = onEnd;
    this.signal = this.#controller.signal;
    // One for each read that is under way: many are no leak.
    setMaxListeners(0, this.signal);
    this.#timer = setTimeout(() => this.expire(), timeoutMs);
    this.#timer.unref();
  }

  /** Its time is up. */
  expire(): void {
    this.#controller.abort(new GatewayError('UPSTREAM_TIMEOUT'));
  }

  /** The client went away. */
  leave(): void {
    this.#controller.abort(new GatewayError('UPSTREAM_TIMEOUT', 'The client has left.'));
  }

  /** The answer is out, or nobody waits for it. Can be called again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#onEnd(this);
  }

  /**
   * Begins a write and waits for its outcome, or for the operation's time to be up. The write itself goes on.
   *
   * @param ifUnknown Tells a person what to look at where the outcome is not known.
   * @throws {GatewayError} `UPSTREAM_UNAVAILABLE` where nobody waits any longer: then it isn't begun. `OUTCOME_UNKNOWN` at the deadline, and
   *   what the write rejects with before it.
   */
  async outcomeOf<T>(write: () => Promise<T>, ifUnknown: string): Promise<T> {
    if (this.signal.aborted) throw new GatewayError('UPSTREAM_UNAVAILABLE');
    const unknown = new GatewayError('OUTCOME_UNKNOWN', ifUnknown);
    return unlessAborted(write(), this.signal, unknown).catch((error: unknown) => {
      const isUnknown = error instanceof GatewayError && error.code === 'OUTCOME_UNKNOWN';
      throw isUnknown ? new GatewayError('OUTCOME_UNKNOWN', ifUnknown, { cause: error }) : error;
    });
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
