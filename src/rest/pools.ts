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

/** What is dispatched, with whom to tell which connection it is written to: undici passes on its options, but not its handler. */
export interface WatchedOptions extends Dispatcher.DispatchOptions {
  watcher: {
    /** Whether the connection was there before. */
    isOnKeptConnection: boolean;
  };
}

export interface Pools {
  /** Keeps connections. */
  readonly reads: Dispatcher;
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
      reads: new EnvHttpProxyAgent({ ...reads, ...proxy }),
      fresh: new EnvHttpProxyAgent({ ...reads, ...proxy }),
      writes: new EnvHttpProxyAgent({ ...writes, ...proxy }),
    };
  }
  return {
    reads: new Pool(origin, { ...reads, factory: (url, options) => new WatchedClient(url, options) }),
    fresh: new Pool(origin, reads),
    writes: new Pool(origin, writes),
  };
}

/** One connection, that tells whether it was there before what is dispatched on it. */
class WatchedClient extends Client {
  #isConnected = false;

  constructor(url: URL, options: object) {
    super(url, options);
    this.on('connect', () => {
      this.#isConnected = true;
    });
    this.on('disconnect', () => {
      this.#isConnected = false;
    });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    (options as WatchedOptions).watcher.isOnKeptConnection = this.#isConnected;
    return super.dispatch(options, handler);
  }
}
