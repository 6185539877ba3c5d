/** Closing a WebSocket with a reason that fits. */
import type { WebSocket } from 'ws';

/** A control frame has 125 bytes, of which the code takes two (RFC 6455, 5.5). `ws` throws at a longer reason, and the code would be lost. */
const MAX_REASON_BYTES = 123;
const encoder = new TextEncoder();

/** @param reason Cut after the last whole character that fits: it may quote what a client sent. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  const { read } = encoder.encodeInto(reason, new Uint8Array(MAX_REASON_BYTES));
  socket.close(code, reason.slice(0, read));
}
