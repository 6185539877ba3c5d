/** What the simulator's tests share: a client, a webhook receiver, and timers that a test fires itself. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../src/simulator/simulator.js';
import { Timers } from '../../../src/simulator/timers.js';

/** Starts a simulator that is closed when the test ends. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

export interface Exchange {
  status: number;
  contentType: string | undefined;
  text: string;
}

/** One HTTP call. Made by node:http because fetch sets timers of its own, which a fake clock would count. */
export function exchange(url: string, method = 'GET', body?: string, signal?: AbortSignal): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false, ...(signal && { signal }) }, async (incoming) => {
      try {
        const text = await textOf(incoming);
        resolve({ status: incoming.statusCode ?? 0, contentType: incoming.headers['content-type'], text });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on('error', reject);
    if (body !== undefined) outgoing.setHeader('content-type', 'application/json');
    outgoing.end(body);
  });
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return text;
}

export interface Answer extends Exchange {
  /** Parsed natively: numbers are floats. */
  body: { status: string; message: string; total: number; data: Record<string, unknown> };
}

/** @param line such as `GET /assets/networks` */
export async function call(target: { url: string }, line: string, body?: unknown): Promise<Answer> {
  const [method, path] = line.split(' ');
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const answer = await exchange(target.url + path, method, text);
  return { ...answer, body: JSON.parse(answer.text) };
}

export const balanceOf = async (simulator: Simulator, walletId: string) =>
  (await call(simulator, `GET /wallets/${walletId}/balances`)).body.data;

export const get = async (simulator: Simulator, path: string) => (await call(simulator, `GET ${path}`)).body.data;

/** Makes a quote and an order of it. */
export async function order(simulator: Simulator, walletId: string, target = 'USDT', payer = 'Alice Chen') {
  const quote = await call(simulator, 'POST /global/payout/rate/query/price', {
    sourceCurrency: 'AUD',
    targetCurrency: target,
  });
  const made = await call(simulator, 'POST /topup/orders', {
    quoteId: quote.body.data.queryNo,
    walletId,
    payer: { name: payer },
  });
  return String(made.body.data.orderId);
}

export interface Received {
  text: string;
  event: string;
  data: { orderId: string; status: string };
}

/** What a receiver does with a webhook; default: answers 200. */
export type Reaction = (webhook: Received, response: ServerResponse) => void | Promise<void>;

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** The next webhook that hasn't been returned yet, once the receiver has reacted to it. */
  next(): Promise<Received>;
}

/** A webhook receiver on a real socket, closed when the test ends. */
export async function receive(react: Reaction = (_webhook, response) => void response.end('{"status":"1"}')) {
  const received: Received[] = [];
  const waiting: ((webhook: Received) => void)[] = [];
  let returned = 0;
  const server = createServer(async (incoming, response) => {
    const webhook = await readWebhook(incoming);
    await react(webhook, response);
    received.push(webhook);
    if (waiting.length === 0) return;
    returned += 1;
    waiting.shift()?.(webhook);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/topup.status`,
    received,
    next() {
      const webhook = received[returned];
      if (webhook === undefined) return new Promise((resolve) => waiting.push(resolve));
      returned += 1;
      return Promise.resolve(webhook);
    },
  };
  return receiver;
}

async function readWebhook(incoming: IncomingMessage): Promise<Received> {
  const text = await textOf(incoming);
  return { text, ...JSON.parse(text) };
}

/** Timers that run only when the test says so. */
export class ManualTimers extends Timers {
  readonly #pending: { ms: number; then: () => void }[] = [];
  #noticed = () => {};

  override after(ms: number, then: () => void): () => void {
    const timer = { ms, then };
    this.#pending.push(timer);
    this.#noticed();
    return () => {
      const place = this.#pending.indexOf(timer);
      if (place >= 0) this.#pending.splice(place, 1);
    };
  }

  /** Runs the timer of so many milliseconds, as soon as one has been set. */
  async fire(ms: number): Promise<void> {
    let place = this.#pending.findIndex((timer) => timer.ms === ms);
    while (place < 0) {
      await new Promise<void>((resolve) => {
        this.#noticed = resolve;
      });
      place = this.#pending.findIndex((timer) => timer.ms === ms);
    }
    this.#pending.splice(place, 1)[0]?.then();
  }

  /** The delays that are being waited for. */
  get waiting(): number[] {
    return this.#pending.map(({ ms }) => ms);
  }
}
