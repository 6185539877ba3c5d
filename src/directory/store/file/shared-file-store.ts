/** The file store of a gateway that runs, as a command uses it: over the socket in its folder. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { monotonicClock } from '../monotonic-clock.js';
import type { Store, SwapOptions } from '../store.js';
import { StoreError } from './damaged.js';
import { SOCKET, type StoreCall } from './store-socket.js';

/** Every method throws a {@link StoreError} if the gateway does not answer, or its store cannot do it. */
export class SharedFileStore implements Store {
  readonly forgets = false;
  readonly isShared = true;
  readonly isAvailable = true;
  readonly now: () => number;
  readonly #folder: string;
  readonly #pool: Pool;

  private constructor(folder: string, pool: Pool, time: number) {
    this.#folder = folder;
    this.#pool = pool;
    this.now = monotonicClock(time);
  }

  /** @throws {Error} if no gateway listens there. */
  static async connect(folder: string): Promise<SharedFileStore> {
    const socketPath = join(folder, SOCKET);
    // Deleting may rewrite all files, and takes as long as that takes.
    const pool = new Pool('http://localhost', { connect: { socketPath }, headersTimeout: 0, bodyTimeout: 0 });
    try {
      const asked = new SharedFileStore(folder, pool, 0);
      return new SharedFileStore(folder, pool, Number(await asked.#call({ method: 'now' })));
    } catch (error) {
      await pool.destroy();
      throw error;
    }
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#call({ method: 'get', key })) as string | undefined;
  }

  async put(entries: ReadonlyMap<string, string>): Promise<void> {
    await this.#call({ method: 'put', entries: [...entries] });
  }

  async putIfAbsent(
    entries: ReadonlyMap<string, string>,
    { flush }: { flush: boolean },
  ): Promise<ReadonlyMap<string, string>> {
    const standing = await this.#call({ method: 'putIfAbsent', entries: [...entries], flush });
    return new Map(standing as [string, string][]);
  }

  async swap(
    key: string,
    from: string | undefined,
    to: string | undefined,
    _: SwapOptions = {},
  ): Promise<string | undefined> {
    const call = { method: 'swap' as const, key, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    return (await this.#call(call)) as string | undefined;
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#call({ method: 'delete', keys: [...keys] });
  }

  async *entries(prefix: string): AsyncIterable<[string, string]> {
    const { body } = await this.#send({ method: 'entries', prefix });
    for await (const line of createInterface({ input: body })) yield JSON.parse(line) as [string, string];
  }

  async purge(): Promise<void> {
    await this.#call({ method: 'purge' });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #call(call: StoreCall): Promise<unknown> {
    const { body } = await this.#send(call);
    return ((await body.json()) as { result?: unknown }).result;
  }

  async #send(call: StoreCall) {
    const { statusCode, body } = await this.#pool
      .request({ method: 'POST', path: '/', body: JSON.stringify(call) })
      .catch((error: unknown) => {
        throw new StoreError(this.#folder, 'the gateway that has it does not answer', error);
      });
    if (statusCode === 200) return { body };
    const { error } = (await body.json()) as { error: string };
    throw new StoreError(this.#folder, `the gateway that has it says: ${error}`);
  }
}
