/** `GET /metrics`, on a listener of its own: a public load balancer must not reach it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrometheusMetrics } from './prometheus-metrics.js';

export interface MetricsAddress {
  port: number;
  host: string;
  /** Whether the port was not set, so that another can be used if it is taken. */
  isDefault: boolean;
}

export interface MetricsListener {
  port: number;
  close(): void;
}

/** Number of ports that are tried if the default one is taken. */
const MAX_TRIES = 20;

/** @throws {Error} with a code such as `EADDRINUSE`. */
export async function serveMetrics(
  metrics: PrometheusMetrics,
  { port, host, isDefault }: MetricsAddress,
): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    const isMetrics = request.url?.split('?', 1)[0] === '/metrics';
    if (!isMetrics || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(isMetrics ? 405 : 404, { 'content-type': 'text/plain' }).end('GET /metrics\n');
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  for (let next = port; ; next += 1) {
    try {
      await listen(server, next, host);
      break;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || !isDefault || next >= port + MAX_TRIES) throw error;
    }
  }
  // Metrics alone are no reason to keep the process.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
