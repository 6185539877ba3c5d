/** Many subscriptions, spoken by hand: a client library would cost more than what is measured. */
import WebSocket from 'ws';

/** Sockets that open at once: more would keep each other from greeting in time on a busy machine. */
const AT_A_TIME = 50;
const QUERY = 'subscription ($id: ID!) { topupStatus(orderId: $id) { id status } }';

export interface SubscribeOptions {
  query?: string;
  /** What `connection_init` says, such as who asks. */
  connectionParams?: Record<string, string>;
  idOf?: (index: number) => string;
}

export interface Subscriptions {
  /** When each order's last event came, by `performance.now()`. */
  arrivals: Map<string, number>;
  /** How many events have come in all. */
  readonly events: number;
  close(): void;
}

/** Opens `socketCount` sockets with `count` subscriptions in all, each of an order of its own, and waits for each one's first event. */
export async function subscribe(
  port: number,
  count: number,
  socketCount: number,
  prefix: string,
  { query = QUERY, connectionParams = {}, idOf = (index) => `${prefix}${index}` }: SubscribeOptions = {},
): Promise<Subscriptions> {
  const arrivals = new Map<string, number>();
  let events = 0;
  const onEvent = (id: string): void => {
    arrivals.set(id, performance.now());
    events += 1;
  };
  const sockets: WebSocket[] = [];
  const perSocket = count / socketCount;
  for (let start = 0; start < socketCount; start += AT_A_TIME) {
    const batch = Array.from({ length: Math.min(AT_A_TIME, socketCount - start) }, (_, offset) => start + offset);
    await Promise.all(
      batch.map(async (index) => {
        const ids = Array.from({ length: perSocket }, (_, offset) => idOf(index * perSocket + offset));
        sockets.push(await open(port, { ids, query, connectionParams, onEvent }));
      }),
    );
  }
  return {
    arrivals,
    get events() {
      return events;
    },
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

interface SocketOptions {
  ids: readonly string[];
  query: string;
  connectionParams: Record<string, string>;
  onEvent: (id: string) => void;
}

function open(port: number, { ids, query, connectionParams, onEvent }: SocketOptions): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
  let waiting = ids.length;
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`a socket was closed with ${code}`)));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams })));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; id: string; payload?: { errors?: unknown } };
      if (message.type === 'connection_ack') {
        for (const id of ids) {
          socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables: { id } } }));
        }
      }
      if (message.type === 'error' || message.payload?.errors) reject(new Error(JSON.stringify(message)));
      if (message.type !== 'next') return;
      onEvent(message.id);
      waiting -= 1;
      if (waiting === 0) resolve(socket);
    });
  });
}
