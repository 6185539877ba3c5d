/** A REST API made by hand, answer by answer: for what the simulator wouldn't say. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RestCall {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A text is sent as it stands with HTTP 200; an object becomes JSON; undefined leaves the answer to `respond`. */
export type RestAnswer = string | object | undefined;

export interface RestServer {
  url: string;
  calls: RestCall[];
  /** `METHOD path` of each call. */
  lines(): string[];
  /** Breaks off what is under way, and takes no more. */
  stop(): void;
}

/** Starts one on a free port, closed with the test. */
export async function startRestServer(
  answer: (call: RestCall, respond: ServerResponse) => RestAnswer | Promise<RestAnswer>,
): Promise<RestServer> {
  const calls: RestCall[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', async () => {
      const call = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      calls.push(call);
      const given = await answer(call, response);
      if (given === undefined) return;
      response.setHeader('content-type', 'application/json');
      response.end(typeof given === 'string' ? given : JSON.stringify(given));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    lines: () => calls.map(({ method, path }) => `${method} ${path}`),
    stop,
  };
}

export const ok = (data: unknown, extra: object = {}): object => ({ status: '1', data, ...extra });

/** Sends a refusal with its HTTP status. */
export function refuse(response: ServerResponse, status: number, message: string): undefined {
  response.statusCode = status;
  response.end(JSON.stringify({ status: '-1', message }));
}

/** An order as JSON text; amounts may be written with digits that no float has. */
export function orderText(order: {
  id: string;
  status?: string;
  fee?: string;
  extra?: string;
  created?: string;
}): string {
  const { id, status = 'TRANSFERRING', fee = '1', extra = '', created = '2025-12-03 17:07:48' } = order;
  return `{"orderId":"${id}","status":"${status}","created":"${created}","quoteSnapshot":{"fee":${fee},"feeCurrency":"USD",
    "sourceAmount":50,"sourceCurrency":"AUD","targetAmount":32.87,"targetCurrency":"USDT"}${extra}}`;
}
