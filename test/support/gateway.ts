/** A whole gateway before a REST API, both on free ports, and clients that speak to it. */
import { type Client, createClient } from 'graphql-ws';
import pino, { type Logger } from 'pino';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createGateway, type Gateway } from '../../src/app/gateway.js';
import { readConfig } from '../../src/config/config.js';
import type { SampleIds } from '../../src/http/explorer/explorer-examples.js';
import { WEBHOOK_PATH } from '../../src/http/webhook-route.js';
import {
  type SeedRecord,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/simulator.js';

export interface Answer {
  // Tests look into answers freely; the schema's own types are what they check.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  data?: any;
  extensions?: {
    cost: { requested: number; made: number; limit: number };
    restCalls: { made: number; savedByBatching: number; shared: number };
  };
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; requestId: string } }[];
}

export interface TestGateway {
  gateway: Gateway;
  url: string;
  webhookUrl: string;
  /** Runs an operation by HTTP POST, with a token where one is given. */
  run(query: string, variables?: Record<string, unknown>, token?: string): Promise<Answer>;
  /** A graphql-ws client that doesn't try again; disposed with the test. */
  client(options?: { connectionParams?: Record<string, unknown> }): Client;
}

export interface StartOptions {
  env?: Record<string, string>;
  seed?: readonly SeedRecord[];
  sample?: SampleIds;
  /** Whether answers say how many REST calls they cost, as they do outside production; tests of anything else need not look past it. */
  reportsCalls?: boolean;
  log?: Logger;
}

const ENV = {
  NODE_ENV: 'test',
  AUTH: 'none',
  STORE_URL: 'memory:',
  PORT: '0',
  METRICS_PORT: 'off',
  // What tests that write requests by hand call it, beside its own names.
  ALLOWED_HOSTS: 'localhost,127.0.0.1,[::1],gateway,g',
};

/** Starts a gateway before the REST API at `upstreamUrl`, and closes it with the test. */
export async function startGateway(
  upstreamUrl: string,
  {
    env = {},
    seed = [],
    sample,
    log = pino({ level: process.env.TEST_LOG ?? 'silent' }),
    reportsCalls = false,
  }: StartOptions = {},
): Promise<TestGateway> {
  const config = readConfig({ ...ENV, UPSTREAM_URL: upstreamUrl, ...env });
  const gateway = await createGateway({
    config: {
      ...config,
      upstreamUrl: new URL(upstreamUrl),
      reportsCalls,
      reportsCost: env.COST_EXTENSION === 'on',
    },
    seed,
    ...(sample && { sample }),
    log,
  });
  onTestFinished(() => gateway.close());
  const url = await gateway.listen();
  return {
    gateway,
    url,
    webhookUrl: `${url}${WEBHOOK_PATH}`,
    run: async (query, variables = {}, token = undefined) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    client: (options = {}) => {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        ...options,
      });
      onTestFinished(() => void client.dispose());
      return client;
    },
  };
}

/** A gateway before a simulator that sends it webhooks. The directory knows nothing unless `seed` says so. */
export async function startWithSimulator(
  options: StartOptions & { simulator?: SimulatorOptions } = {},
): Promise<TestGateway & { simulator: Simulator; calls(): string[] }> {
  const simulator = await startSimulator(options.simulator);
  onTestFinished(() => simulator.close());
  const started = await startGateway(simulator.url, options);
  simulator.setWebhookUrl(started.webhookUrl);
  return { ...started, simulator, calls: () => simulator.requests.map(({ method, path }) => `${method} ${path}`) };
}
