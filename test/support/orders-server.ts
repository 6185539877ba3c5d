/** A REST API that has every order that it is asked for, until it is told otherwise `TRANSFERRING`. */
import { orderText, type RestServer, startRestServer } from './rest-server.js';

export interface OrdersServer extends RestServer {
  complete(orderId: string): void;
}

export async function startOrdersServer(): Promise<OrdersServer> {
  const completed = new Set<string>();
  const server = await startRestServer(({ path }) => {
    const id = path.split('/').at(-1) ?? '';
    return `{"status":"1","data":${orderText({ id, status: completed.has(id) ? 'COMPLETED' : 'TRANSFERRING' })}}`;
  });
  return { ...server, complete: (orderId) => void completed.add(orderId) };
}
