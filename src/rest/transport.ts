/** The way to the REST API: reads and writes each have connections of their own, and wait for them in turn. */
import { Call, type Lane } from './call.js';
import { Connections } from './connections.js';
import type { Exchange, ExchangeEnd } from './exchange.js';
import { createPools, type Pools, type ProxySettings } from './pools.js';
import { TransportError } from './transport-error.js';
import { USER_AGENT } from './user-agent.js';

export interface TransportOptions {
  /** The REST API's base address; a path is put before every call's. */
  baseUrl: URL;
  authorization?: string | undefined;
  /** Undefined where there is none. */
  proxy?: ProxySettings | undefined;
  /** Connections at most, reads' and writes' together. */
  connections: number;
  /** Longest answer in bytes that is read. */
  maxResponseBytes: number;
  /** Calls at most that wait for a connection. */
  maxQueued: number;
  /** How long a write may take until it is sent, in milliseconds. */
  sendTimeoutMs: number;
}

/** One connection of so many is for writes. */
const WRITES_PART = 4;

export class Transport {
  readonly #pools: Pools;
  readonly #reads: Lane;
  readonly #writes: Lane;
  readonly #maxQueued: number;

  constructor({ baseUrl, authorization, proxy, connections, maxQueued, ...limits }: TransportOptions) {
    const { origin } = baseUrl;
    const forWrites = Math.max(1, Math.floor(connections / WRITES_PART));
    const forReads = Math.max(1, connections - forWrites);
    const headers = {
      'user-agent': USER_AGENT,
      accept: 'application/json',
      // Words of a refusal are compared with English ones.
      'accept-language': 'en',
      // Else a server may compress, which costs more time than it saves on the way.
      'accept-encoding': 'identity',
      ...(authorization !== undefined && { authorization }),
    };
    const pools = createPools(origin, { forReads, forWrites, proxy });
    const shared = { ...limits, origin, prefix: baseUrl.pathname.replace(/\/+$/, '') };
    this.#pools = pools;
    this.#reads = {
      ...shared,
      connections: new Connections(forReads),
      pool: pools.reads,
      fresh: pools.fresh,
      headers,
    };
    this.#writes = {
      ...shared,
      connections: new Connections(forWrites),
      pool: pools.writes,
      fresh: pools.writes,
      headers: { ...headers, 'content-type': 'application/json' },
    };
    this.#maxQueued = maxQueued;
  }

  exchange(exchange: Exchange, end: ExchangeEnd): void {
    const lane = exchange.method === 'POST' ? this.#writes : this.#reads;
    if (lane.connections.waiting >= this.#maxQueued) {
      end.failed(new TransportError('overloaded', false));
      return;
    }
    lane.connections.take(new Call(exchange, lane, end));
  }

  async close(): Promise<void> {
    const { reads, fresh, writes } = this.#pools;
    await Promise.all([reads.destroy(), fresh.destroy(), writes.destroy()]);
  }
}
