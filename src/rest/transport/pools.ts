/** undici's pools of connections to the REST API. */
import { buildConnector, Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { tolerantConnector } from './interim-responses.js';
import { settledConnector } from './settled-connector.js';

/** `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
export interface ProxySettings {
  httpProxy?: string;
  httpsProxy?: string;
  noProxy?: string;
}

/** What a call is dispatched on. */
export interface UpstreamClient {
  readonly dispatcher: Dispatcher;
  /** How many connections it has made. */
  readonly connected: number;
}

/** Clients of a connection each, for as many calls as there are at a time. */
export interface KeptClients {
  /** To be released when the call has come to its end. */
  acquire(): UpstreamClient;
  release(client: UpstreamClient): void;
  /** Number of clients without a call. 0 where undici does not tell. */
  readonly idle: number;
  destroy(): Promise<void>;
}

export interface Pools {
  /** Keeps connections, for reads. */
  readonly kept: KeptClients;
  /** Makes a connection for each call, for reads. */
  readonly fresh: Dispatcher;
  /** As {@link fresh}, for writes: a connection is looked at before anything is sent on it. */
  readonly writes: Dispatcher;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** In bytes. Proxies and clouds put headers of their own beside the REST API's; Node's 16 KB would lose the answer to a write. */
const MAX_HEADER_BYTES = 64 * 1024;

const SHARED = {
  // Own timers bound every call, to the millisecond and on the whole of it; undici's are coarse and a phase each.
  headersTimeout: 0,
  bodyTimeout: 0,
  maxHeaderSize: MAX_HEADER_BYTES,
};

/** @param proxy Undefined where there is none. */
export function createPools(
  origin: string,
  { forReads, forWrites, proxy }: { forReads: number; forWrites: number; proxy: ProxySettings | undefined },
): Pools {
  const connect = tolerantConnector(buildConnector({ timeout: CONNECT_TIMEOUT_MS }));
  const reads = { ...SHARED, connections: forReads, connect };
  const writes = { ...SHARED, connections: forWrites, connect: settledConnector(connect) };
  if (proxy) {
    return {
      kept: new ProxiedClients(new EnvHttpProxyAgent({ ...reads, ...proxy })),
      fresh: new EnvHttpProxyAgent({ ...reads, ...proxy }),
      writes: new EnvHttpProxyAgent({ ...writes, ...proxy }),
    };
  }
  return {
    kept: new IdleClients(origin, { ...SHARED, connect }),
    fresh: new Pool(origin, reads),
    writes: new Pool(origin, writes),
  };
}

/** The one that was used last is the next: no search for a free one, which undici's pool makes for each call, and idle connections close. */
class IdleClients implements KeptClients {
  readonly #origin: string;
  readonly #options: Client.Options;
  readonly #all: CountedClient[] = [];
  readonly #idle: CountedClient[] = [];
  #isDestroyed = false;

  constructor(origin: string, options: Client.Options) {
    this.#origin = origin;
    this.#options = options;
  }

  acquire(): CountedClient {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const client = new CountedClient(this.#origin, this.#options);
    this.#all.push(client);
    if (this.#isDestroyed) void client.dispatcher.destroy();
    return client;
  }

  get idle(): number {
    return this.#idle.length;
  }

  release(client: CountedClient): void {
    this.#idle.push(client);
  }

  async destroy(): Promise<void> {
    this.#isDestroyed = true;
    await Promise.all(this.#all.map(({ dispatcher }) => dispatcher.destroy()));
  }
}

class CountedClient implements UpstreamClient {
  readonly dispatcher: Client;
  connected = 0;

  constructor(origin: string, options: Client.Options) {
    this.dispatcher = new Client(origin, options);
    this.dispatcher.on('connect', () => {
      this.connected += 1;
    });
  }
}

/** Behind a proxy undici keeps the connections, and doesn't tell which one is used: none counts as kept. */
class ProxiedClients implements KeptClients {
  readonly idle = 0;
  readonly #client: UpstreamClient;

  constructor(dispatcher: Dispatcher) {
    this.#client = { dispatcher, connected: 0 };
  }

  acquire(): UpstreamClient {
    return this.#client;
  }

  release(): void {}

  destroy(): Promise<void> {
    return this.#client.dispatcher.destroy();
  }
}
