import type { CallCounts } from '../call-counts.js';

/** Whether one write may still leave for the REST API, and whether it has left: shared by the operation that waits for it and the transport. */
export class WritePermit {
  /** Of the operation that asks for the write. */
  readonly calls: CallCounts;
  /** Whether the outcome hangs on a write of another call, under the same idempotency key. */
  isJoined = false;
  /** Called when the write is revoked while it waits for a connection. */
  onRevoked: (() => void) | undefined;
  #isUsed = false;
  #isRevoked = false;

  constructor(calls: CallCounts) {
    this.calls = calls;
  }

  get isRevoked(): boolean {
    return this.#isRevoked;
  }

  /** To be called right before the first byte is written. @returns whether the write may leave; from then on it counts as sent. */
  use(): boolean {
    this.#isUsed ||= !this.#isRevoked;
    return this.#isUsed;
  }

  /**
   * Keeps the write from leaving, if it has not left yet: its client is about to be answered, or is gone.
   *
   * @returns whether it is known that nothing was done, nor will be.
   */
  revoke(): boolean {
    if (this.#isUsed) return false;
    this.#isRevoked = true;
    this.onRevoked?.();
    return !this.isJoined;
  }
}
