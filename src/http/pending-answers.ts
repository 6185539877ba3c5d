/** What is still to be answered on each connection: a client may send a request before it has the answer to the one before. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const NONE: ReadonlySet<ServerResponse> = new Set();

export class PendingAnswers {
  readonly #answers = new WeakMap<Duplex, Set<ServerResponse>>();

  add({ socket }: IncomingMessage, answer: ServerResponse): void {
    const pending = this.#answers.get(socket) ?? this.#begin(socket);
    pending.add(answer);
    answer.once('close', () => pending.delete(answer));
  }

  on(socket: Duplex): ReadonlySet<ServerResponse> {
    return this.#answers.get(socket) ?? NONE;
  }

  #begin(socket: Duplex): Set<ServerResponse> {
    const pending = new Set<ServerResponse>();
    this.#answers.set(socket, pending);
    // When a connection ends, Node tells only the answer whose turn it is, and never those that wait behind it.
    socket.once('close', () => {
      for (const answer of pending) {
        answer.destroy();
        answer.emit('close');
      }
    });
    return pending;
  }
}

/** Calls `act` when the answer is out or never will be, also where the client went before anybody asked. */
export function onceClosed(answer: ServerResponse, act: () => void): void {
  if (answer.destroyed) act();
  else answer.once('close', act);
}
