/** Which of the connections to the REST API a call takes. */
import { type buildConnector, Pool } from 'undici';
import { settledConnector } from './settled-connector.js';

/** A quarter of the connections is for writes, and a quarter of each kind's is kept back. */
const PARTS = 4;
const CONNECT_TIMEOUT_MS = 5_000;

/** Some of the connections. */
export interface Share {
  readonly pool: Pool;
  readonly size: number;
  /** How many have been given to it that are not over. */
  calls: number;
}

/** Reads' or writes'. */
interface Shares {
  readonly common: Share;
  /** Only for endpoints with few calls, once the common ones are in use; none where there are few connections. */
  readonly reserve: Share | undefined;
}

/**
 * An endpoint that hangs, or is asked more than it can answer, takes all connections that it can get: some are kept back, with which the
 * others go on.
 */
export class Connections {
  readonly #reads: Shares;
  readonly #writes: Shares;
  /** Calls that are not over, by endpoint. */
  readonly #byEndpoint = new Map<string, number>();

  /** @param connections At most, all together; but one for reads and one for writes there are always. */
  constructor(origin: string, connections: number) {
    const forWrites = Math.max(1, Math.floor(connections / PARTS));
    this.#writes = sharesOf(origin, forWrites, settledConnector(CONNECT_TIMEOUT_MS));
    this.#reads = sharesOf(origin, Math.max(1, connections - forWrites), { timeout: CONNECT_TIMEOUT_MS });
  }

  /** Gives a call its connections, which must be given back when it is over. */
  take(endpoint: string, isWrite: boolean): Share {
    const calls = this.#byEndpoint.get(endpoint) ?? 0;
    const share = shareFor(calls, isWrite ? this.#writes : this.#reads);
    this.#byEndpoint.set(endpoint, calls + 1);
    share.calls += 1;
    return share;
  }

  giveBack(endpoint: string, share: Share): void {
    share.calls -= 1;
    this.#byEndpoint.set(endpoint, (this.#byEndpoint.get(endpoint) ?? 1) - 1);
  }

  async close(): Promise<void> {
    const shares = [this.#reads, this.#writes].flatMap(({ common, reserve }) => [common, reserve]);
    await Promise.all(shares.map((share) => share?.pool.destroy()));
  }
}

type Connect = buildConnector.connector | buildConnector.BuildOptions;

function sharesOf(origin: string, connections: number, connect: Connect): Shares {
  const share = (size: number): Share => {
    // Own timers bound every call, to the millisecond and on the whole of it; undici's are coarse and a phase each.
    const options = { headersTimeout: 0, bodyTimeout: 0, connect, connections: size };
    return { pool: new Pool(origin, options), size, calls: 0 };
  };
  const reserved = Math.floor(connections / PARTS);
  return { common: share(connections - reserved), reserve: reserved > 0 ? share(reserved) : undefined };
}

/** @param calls The endpoint's own: so few may take of the reserve that one more endpoint that hangs doesn't use it up. */
function shareFor(calls: number, { common, reserve }: Shares): Share {
  const mayUseReserve = reserve && common.calls >= common.size && calls < Math.ceil(reserve.size / 2);
  return mayUseReserve ? reserve : common;
}
