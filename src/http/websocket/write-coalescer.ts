/** What one turn of the event loop writes to a socket leaves it at once. */
import type { Duplex } from 'node:stream';

/** Of one socket. More gains nothing, and would count as unread until all of it is out. */
const MAX_HELD_BYTES = 64 * 1024;

/**
 * Holds back what is written until the turn ends. A system call for each message was a fifth of what an event costs, and one turn's webhooks
 * often have many messages for the same socket.
 */
export class WriteCoalescer {
  readonly #held = new Set<Duplex>();

  /** To be called before each write. */
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
