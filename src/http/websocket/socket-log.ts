/** Reports when WebSockets open and close. */
import type { WebSocket } from 'ws';
import type { Reporting } from '../../observability/operation-record.js';

/** Close codes of RFC 6455 and graphql-transport-ws. Clients can send any other code too. */
const CODES: ReadonlySet<number> = new Set([
  1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4400, 4401, 4403, 4406, 4408, 4409, 4429,
  4500,
]);

export class SocketLog {
  readonly #reporting: Reporting;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  /** @param requestId Of the upgrade request. The ids of its operations begin with it. */
  follow(socket: WebSocket, requestId: string): void {
    const openedAt = performance.now();
    this.#write({ requestId }, 'socket opened');
    socket.once('close', (code: number) => {
      this.#reporting.metrics.count('socketsClosed', CODES.has(code) ? String(code) : 'other');
      this.#write({ requestId, code, durationMs: Math.round(performance.now() - openedAt) }, 'socket closed');
    });
  }

  #write(fields: object, message: string): void {
    const { log, logsRequests } = this.#reporting;
    if (logsRequests) log.info({ component: 'access', transport: 'websocket', ...fields }, message);
  }
}
