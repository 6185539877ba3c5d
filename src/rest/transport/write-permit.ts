import type { Caller } from '../caller.js';

/** The right of one write to leave, shared by the operation that waits for it and the transport. */
export class WritePermit {
  /** The operation that writes. */
  readonly calls: Caller;
  /** The attempt under an idempotency key, for the audit log. */
  attempt: string | undefined;
  /** Whether the outcome depends on another call's write under the same idempotency key. */
  isJoined = false;
  /** Called when the write is revoked while it waits for a connection. */
  onRevoked: (() => void) | undefined;
  #isUsed = false;
  #isRevoked = false;

  constructor(calls: Caller) {
    this.calls = calls;
  }

  get isRevoked(): boolean {
    return this.#isRevoked;
  }

  /** Call right before the first byte is written. @returns whether the write may leave. If true, it counts as sent. */
  use(): boolean {
    this.#isUsed ||= !this.#isRevoked;
    return this.#isUsed;
  }

  /**
   * Prevents the write from leaving, because its client is being answered or is gone.
   *
   * @returns true if nothing was done and nothing will be.
   */
  revoke(): boolean {
    if (this.#isUsed) return false;
    this.#isRevoked = true;
    this.onRevoked?.();
    return !this.isJoined;
  }
}
