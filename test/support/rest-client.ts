/** The REST client by itself. */
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { RestClient, type RestClientOptions } from '../../src/rest/client.js';
import { Transport } from '../../src/rest/transport/transport.js';

/** A client of the REST API at `url`, closed with the test. Its deadlines are met only by what hangs. */
export function startRestClient(url: string, options: Partial<RestClientOptions> = {}): RestClient {
  const transport = new Transport({
    baseUrl: new URL(url),
    connections: 16,
    maxResponseBytes: 1_000_000,
    maxQueued: 100,
  });
  onTestFinished(() => transport.close());
  return new RestClient({
    transport,
    readTimeoutMs: 60_000,
    writeLimits: { sendTimeoutMs: 5_000, timeoutMs: 60_000 },
    maxPageSize: 50,
    log: pino({ level: 'silent' }),
    ...options,
  });
}
