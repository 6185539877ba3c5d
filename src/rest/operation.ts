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

  constructor(timeoutMs: number) {
    this.signal = this.#controller.signal;
    // One for each read that is under way: many are no leak.
    setMaxListeners(0, this.signal);
    this.#timer = setTimeout(() => this.#controller.abort(new GatewayError('UPSTREAM_TIMEOUT')), timeoutMs);
    this.#timer.unref();
  }

  /** The client went away. */
  leave(): void {
    this.#controller.abort(new GatewayError('UPSTREAM_TIMEOUT', 'The client has left.'));
  }

  /** The answer is out: gives the timer back. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /**
   * A write's outcome, or what is told when the operation's time is up first. The write itself goes on.
   *
   * @throws {GatewayError} `OUTCOME_UNKNOWN` at the deadline, and what `outcome` rejects with before it.
   */
  async outcomeOf<T>(outcome: Promise<T>): Promise<T> {
    // It may fail when nobody waits for it any longer.
    outcome.catch(() => {});
    if (this.signal.aborted) throw new GatewayError('OUTCOME_UNKNOWN');
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => reject(new GatewayError('OUTCOME_UNKNOWN'));
      this.signal.addEventListener('abort', onAbort, { once: true });
      outcome.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', onAbort));
    });
  }
}
