/** Which of the connections to the REST API a call takes. */
import { Pool } from 'undici';

/** What part of the reads' connections only endpoints with few calls may take once the others are in use. */
const RESERVED_PART = 4;

/** Connections of one kind, and how many calls have been given to them that are not over. */
interface Share {
  readonly pool: Pool;
  readonly size: number;
  calls: number;
}

/**
 * Writes have a part of their own, and of the reads' a part is kept back: an endpoint that hangs, or is asked more than it can answer, takes all
 * that it can get, and the others must go on.
 */
export class Connections {
  readonly #writes: Share;
  readonly #reads: Share;
  readonly #reserve: Share | undefined;
  /** Calls that are not over, by endpoint. */
  readonly #byEndpoint = new Map<string, number>();

  /** @param connections At most, all together; but one for reads and one for writes there are always. */
  constructor(origin: string, connections: number) {
    const share = (size: number): Share => {
      // Own timers bound every call, to the millisecond and on the whole of it; undici's are coarse and a phase each.
      const options = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 5_000 }, connections: size };
      return { pool: new Pool(origin, options), size, calls: 0 };
    };
    const forWrites = Math.max(1, Math.floor(connections / 4));
    const forReads = Math.max(1, connections - forWrites);
    const reserved = Math.floor(forReads / RESERVED_PART);
    this.#writes = share(forWrites);
    this.#reads = share(forReads - reserved);
    this.#reserve = reserved > 0 ? share(reserved) : undefined;
  }

  /** Gives a call its connections. @returns what must be called when it is over. */
  take(endpoint: string, isWrite: boolean): { pool: Pool; giveBack: () => void } {
    const calls = this.#byEndpoint.get(endpoint) ?? 0;
    const share = isWrite ? this.#writes : this.#shareOfRead(calls);
    this.#byEndpoint.set(endpoint, calls + 1);
    share.calls += 1;
    const giveBack = (): void => {
      share.calls -= 1;
      this.#byEndpoint.set(endpoint, (this.#byEndpoint.get(endpoint) ?? 1) - 1);
    };
    return { pool: share.pool, giveBack };
  }

  async close(): Promise<void> {
    const shares = [this.#writes, this.#reads, this.#reserve];
    await Promise.all(shares.map((share) => share?.pool.destroy()));
  }

  /** So few may take of the reserve that one more endpoint that hangs doesn't use it up. */
  #shareOfRead(calls: number): Share {
    const reserve = this.#reserve;
    if (!reserve || this.#reads.calls < this.#reads.size || calls >= Math.ceil(reserve.size / 2)) return this.#reads;
    return reserve;
  }
}
