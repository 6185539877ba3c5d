/** One request over each way that the gateway can be asked. */
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
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

/** Without a client library: graphql-ws's and graphql-sse's own want a query. */
const webSocket: Transport = {
  name: 'WebSocket',
  serves: 'subscription',
  ask: ({ url }, request) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      onTestFinished(() => socket.close());
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data));
        if (type === 'connection_ack') socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: request }));
        if (type === 'next') resolve(payload);
        if (type === 'error') resolve({ errors: payload });
      });
    }),
};

const eventStream: Transport = {
  name: 'SSE',
  serves: 'subscription',
  ask: async ({ url }, request) => {
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(request),
    });
    if (!response.ok) return answerOf(response);
    let text = '';
    // Leaving the loop ends the stream.
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      const [, data] = /^event: next\ndata: (.*)\n\n/m.exec(text) ?? [];
      if (data === undefined) continue;
      return JSON.parse(data) as Answer;
    }
    throw new Error('the stream ended without an event');
  },
};

export const TRANSPORTS: readonly Transport[] = [post, get, webSocket, eventStream];
