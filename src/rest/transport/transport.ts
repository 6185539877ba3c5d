/** Calls to the REST API: reads and writes have separate connections and queues. */

import { USER_AGENT } from '../../common/version.js';
import { type Metrics, NO_METRICS } from '../../observability/metrics.js';
import type { Span } from '../../observability/tracer.js';
import { Call, type CallListener, type CallRequest, type Lane } from './call.js';
import { Connections } from './connection-limiter.js';
import { createPools, type Pools, type ProxySettings } from './pools.js';
import { TransportError } from './transport-error.js';

export interface TransportOptions {
  /** Base address of the REST API. Its path is the prefix of every call. */
  baseUrl: URL;
  authorization?: string | undefined;
  /** Undefined if there is no proxy. */
  proxy?: ProxySettings | undefined;
  /** Maximum number of connections, for reads and writes together. */
  connections: number;
  /** Maximum length of a response in bytes. */
  maxResponseBytes: number;
  /** Maximum number of calls that wait for a connection. */
  maxQueued: number;
  metrics?: Metrics;
}

/** One of this many connections is for writes. */
const WRITES_PART = 4;

const HEADERS: readonly string[] = [
  'user-agent',
  USER_AGENT,
  'accept',
  'application/json',
  // Messages of rejections are compared with English text.
  'accept-language',
  'en',
  // Compression would cost more time than it saves.
  'accept-encoding',
  'identity',
];

function headersWith(authorization: string | undefined): { ofReads: readonly string[]; ofWrites: readonly string[] } {
  const ofReads = authorization === undefined ? HEADERS : [...HEADERS, 'authorization', authorization];
  return { ofReads, ofWrites: [...ofReads, 'content-type', 'application/json'] };
}

export class Transport {
  readonly #pools: Pools;
  readonly #reads: Lane;
  readonly #writes: Lane;
  readonly #maxQueued: number;

  constructor(options: TransportOptions) {
    const { baseUrl, authorization, proxy, connections, maxQueued, maxResponseBytes, metrics = NO_METRICS } = options;
    const { origin } = baseUrl;
    const forWrites = Math.max(1, Math.floor(connections / WRITES_PART));
    const forReads = Math.max(1, connections - forWrites);
    const { kept, fresh, writes } = createPools(origin, { forReads, forWrites, proxy });
    const shared = { maxResponseBytes, metrics, origin, prefix: baseUrl.pathname.replace(/\/+$/, '') };
    this.#pools = { kept, fresh, writes };
    const { ofReads, ofWrites } = headersWith(authorization);
    this.#reads = { ...shared, connections: new Connections(forReads), kept, fresh, headers: ofReads };
    this.#writes = {
      ...shared,
      connections: new Connections(forWrites),
      kept: undefined,
      fresh: writes,
      headers: ofWrites,
    };
    this.#maxQueued = maxQueued;
    const limiters = [this.#reads.connections, this.#writes.connections];
    metrics.gauge('connections', () => [
      ['active', limiters.reduce((sum, { open }) => sum + open, 0)],
      ['idle', kept.idle],
    ]);
    metrics.gauge('queueLength', () => limiters.flatMap((limiter) => limiter.queueLengths()));
  }

  /**
   * Begins a call, or queues it for a connection.
   *
   * @param requestId Sent as `x-request-id`.
   * @param span The span of the call, which `traceparent` continues.
   * @returns undefined if too many calls wait. The listener's `failed` was called then.
   */
  begin(request: CallRequest, listener: CallListener, requestId: string, span?: Span): Call | undefined {
    const lane = request.endpoint.method === 'POST' ? this.#writes : this.#reads;
    if (lane.connections.waiting >= this.#maxQueued) {
      listener.failed(new TransportError('overloaded', false));
      return undefined;
    }
    const call = new Call(request, lane, listener, { requestId, traceparent: span?.traceparent });
    lane.connections.take(call);
    return call;
  }

  /** Sends other credentials from now on. @param authorization Undefined for none. */
  authorize(authorization: string | undefined): void {
    const { ofReads, ofWrites } = headersWith(authorization);
    this.#reads.headers = ofReads;
    this.#writes.headers = ofWrites;
  }

  async close(): Promise<void> {
    const { kept, fresh, writes } = this.#pools;
    await Promise.all([kept.destroy(), fresh.destroy(), writes.destroy()]);
  }
}
