/** The responses that are due on each connection, since clients can pipeline requests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const NONE: ReadonlySet<ServerResponse> = new Set();

export class PendingAnswers {
  readonly #answers = new WeakMap<Duplex, Set<ServerResponse>>();

  on = (socket: Duplex): ReadonlySet<ServerResponse> => this.#answers.get(socket) ?? NONE;

  add({ socket }: IncomingMessage, answer: ServerResponse): void {
    const pending = this.#answers.get(socket) ?? new Set();
    pending.add(answer);
    answer.once('close', () => pending.delete(answer));
    if (this.#answers.has(socket)) return;
    this.#answers.set(socket, pending);
    // When a connection ends, Node notifies only the current response, not those that wait behind it.
    socket.once('close', () => {
      for (const waiting of pending) waiting.destroy().emit('close');
    });
  }
}

/** Calls `act` when the response has left or never will, also if the client is already gone. */
export function onceClosed(answer: ServerResponse, act: () => void): void {
  if (answer.destroyed) act();
  else answer.once('close', act);
}
