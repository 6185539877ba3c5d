/** Many subscriptions, spoken by hand: a client library would cost more than what is measured. */
import WebSocket from 'ws';

const QUERY = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id status } }';

export interface Subscriptions {
  /** When each order's last event came, by `performance.now()`. */
  arrivals: Map<string, number>;
  close(): void;
}

/** Opens `socketCount` sockets with `count` subscriptions in all, each of an order of its own, and waits for each one's first event. */
export async function subscribe(
  port: number,
  count: number,
  socketCount: number,
  prefix: string,
): Promise<Subscriptions> {
  const arrivals = new Map<string, number>();
  const sockets: WebSocket[] = [];
  const perSocket = count / socketCount;
  for (let start = 0; start < socketCount; start += 250) {
    const batch = Array.from({ length: Math.min(250, socketCount - start) }, (_, offset) => start + offset);
    await Promise.all(
      batch.map(async (index) => sockets.push(await open(port, index * perSocket, perSocket, prefix, arrivals))),
    );
  }
  return {
    arrivals,
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

function open(
  port: number,
  first: number,
  count: number,
  prefix: string,
  arrivals: Map<string, number>,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
  let waiting = count;
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; id: string; payload?: unknown };
      if (message.type === 'connection_ack') {
        for (let index = first; index < first + count; index += 1) {
          const id = `${prefix}${index}`;
          socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: QUERY, variables: { id } } }));
        }
      }
      if (message.type === 'error') reject(new Error(JSON.stringify(message)));
      if (message.type !== 'next') return;
      arrivals.set(message.id, performance.now());
      waiting -= 1;
      if (waiting === 0) resolve(socket);
    });
  });
}
