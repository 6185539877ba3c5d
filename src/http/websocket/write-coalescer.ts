/** Coalesces the messages of one event-loop turn into one write. */
import type { Duplex } from 'node:stream';

/** Maximum bytes held back on one socket. More gains nothing and would count as unread output. */
const MAX_HELD_BYTES = 64 * 1024;

/**
 * Corks a socket until the turn ends. A system call for each message was a fifth of the cost of an event, and the webhooks of one turn often have
 * many messages for the same socket (docs/decisions/held-writes.md).
 */
export class WriteCoalescer {
  readonly #held = new Set<Duplex>();

  /** Call before each write. */
  hold(socket: Duplex): void {
    if (this.#held.has(socket)) {
      if (socket.writableLength <= MAX_HELD_BYTES) return;
      socket.uncork();
    }
    if (this.#held.size === 0) setImmediate(() => this.#release());
    this.#held.add(socket);
    socket.cork();
  }

  #release(): void {
    for (const socket of this.#held) socket.uncork();
    this.#held.clear();
  }
}
