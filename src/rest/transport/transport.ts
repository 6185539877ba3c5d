/** The way to the REST API: reads and writes each have connections of their own, and wait for them in turn. */
import { Call, type CallListener, type CallRequest, type Lane } from './call.js';
import { Connections } from './connection-limiter.js';
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
}

/** One connection of so many is for writes. */
const WRITES_PART = 4;

export class Transport {
  readonly #pools: Pools;
  readonly #reads: Lane;
  readonly #writes: Lane;
  readonly #maxQueued: number;

  constructor({ baseUrl, authorization, proxy, connections, maxQueued, maxResponseBytes }: TransportOptions) {
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
    const { kept, fresh, writes } = createPools(origin, { forReads, forWrites, proxy });
    const shared = { maxResponseBytes, origin, prefix: baseUrl.pathname.replace(/\/+$/, '') };
    this.#pools = { kept, fresh, writes };
    this.#reads = { ...shared, connections: new Connections(forReads), kept, fresh, headers };
    this.#writes = {
      ...shared,
      connections: new Connections(forWrites),
      kept: undefined,
      fresh: writes,
      headers: { ...headers, 'content-type': 'application/json' },
    };
    this.#maxQueued = maxQueued;
  }

  /**
   * Begins a call, or puts it in the queue for a connection.
   *
   * @returns undefined where too many wait; then the listener has been told.
   */
  begin(request: CallRequest, listener: CallListener): Call | undefined {
    const lane = request.endpoint.method === 'POST' ? this.#writes : this.#reads;
    if (lane.connections.waiting >= this.#maxQueued) {
      listener.failed(new TransportError('overloaded', false));
      return undefined;
    }
    const call = new Call(request, lane, listener);
    lane.connections.take(call);
    return call;
  }

  async close(): Promise<void> {
    const { kept, fresh, writes } = this.#pools;
    await Promise.all([kept.destroy(), fresh.destroy(), writes.destroy()]);
  }
}
