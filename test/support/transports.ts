/** One request over each way that the gateway can be asked. */
import { createClient, type RequestParams } from 'graphql-sse';
import { onTestFinished } from 'vitest';
import type { Answer, TestGateway } from './gateway.js';

export interface TransportRequest {
  query?: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  extensions?: Record<string, unknown>;
  documentId?: string;
  id?: string;
  doc_id?: string;
}

export interface TransportAnswer extends Answer {
  /** Over HTTP. */
  status?: number;
}

export interface Transport {
  name: string;
  /** Which operations it serves. */
  serves: 'query' | 'subscription';
  /** The answer, or the first one. */
  ask(gateway: TestGateway, request: TransportRequest): Promise<TransportAnswer>;
}

async function answerOf(response: Response): Promise<TransportAnswer> {
  return { status: response.status, ...((await response.json()) as Answer) };
}

const post: Transport = {
  name: 'HTTP POST',
  serves: 'query',
  ask: async ({ url }, request) =>
    answerOf(
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      }),
    ),
};

const get: Transport = {
  name: 'HTTP GET',
  serves: 'query',
  ask: async ({ url }, request) => {
    const parameters = Object.entries(request).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const search = new URLSearchParams(parameters as [string, string][]);
    return answerOf(await fetch(`${url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'true' } }));
  },
};

const webSocket: Transport = {
  name: 'WebSocket',
  serves: 'subscription',
  ask: async ({ client }, request) => {
    try {
      const events = client().iterate(request as TransportRequest & { query: string });
      const { value } = await events.next();
      await events.return?.();
      return value as Answer;
    } catch (errors) {
      return { errors } as Answer;
    }
  },
};

const eventStream: Transport = {
  name: 'SSE',
  serves: 'subscription',
  ask: async ({ url }, request) => {
    let refused: Response | undefined;
    const client = createClient({
      url: `${url}/graphql/stream`,
      retryAttempts: 0,
      fetchFn: async (input: string, init: RequestInit) => {
        const response = await fetch(input, init);
        if (!response.ok) refused = response.clone();
        return response;
      },
    });
    onTestFinished(() => client.dispose());
    try {
      const events = client.iterate(request as RequestParams);
      const { value } = await events.next();
      await events.return?.();
      return value as Answer;
    } catch (error) {
      if (!refused) throw error;
      return answerOf(refused);
    }
  },
};

export const TRANSPORTS: readonly Transport[] = [post, get, webSocket, eventStream];
