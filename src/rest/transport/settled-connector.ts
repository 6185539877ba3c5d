/** Connections that are looked at before the first byte is written. */
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * How long a new connection is looked at, in milliseconds. A balancer with nothing behind it takes a connection and drops it at once:
 * where that is seen before anything is written, it is known that nothing was sent.
 */
const SETTLING_MS = 5;

/**
 * Connects as `connect` does, but fails where the other side ends the connection as soon as it has taken it, or answers what nobody has asked.
 */
export function settledConnector(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error) return callback(error, null);
      afterSettling(() => {
        const isQuiet = !socket.destroyed && !socket.readableEnded && socket.readableLength === 0;
        if (isQuiet) return callback(null, socket);
        socket.destroy();
        callback(new Error('the connection ended, or received data, before anything was sent'), null);
      }, socket);
    });
  };
}

function afterSettling(look: () => void, socket: Socket): void {
  setTimeout(() => {
    // A process that was too busy to look does so first: timers come before what lies there to be read.
    setImmediate(() => {
      // An end is only told to who reads, and only a tick later.
      socket.read(0);
      process.nextTick(look);
    });
  }, SETTLING_MS);
}
