/** The one port to what the gateway remembers: small texts under keys. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** Writes all of it or nothing; resolves when it is flushed. */
  put(entries: ReadonlyMap<string, string>): Promise<void>;
  /**
   * Writes what nothing stands for yet, each key atomically: of two who write at once, one finds the other's.
   *
   * @param flush Whether to resolve only when it is flushed; without, it may be lost with the power.
   * @returns what stands under each key afterwards.
   */
  putIfAbsent(entries: ReadonlyMap<string, string>, options: { flush: boolean }): Promise<ReadonlyMap<string, string>>;
  /**
   * Changes what stands under a key, atomically, if it is what the caller takes it to be.
   *
   * @param from What must stand there; undefined: nothing.
   * @param to What shall; undefined: nothing.
   * @returns what stood there: `from`, if it was changed.
   */
  swap(
    key: string,
    from: string | undefined,
    to: string | undefined,
    options?: SwapOptions,
  ): Promise<string | undefined>;
  /**
   * The store's own time, in milliseconds since 1970 by the clock that it began with. It never goes back, doesn't follow the host's wall clock
   * when that is set, and is about the same for all processes that share the store. Deadlines in records are compared with it alone.
   */
  now(): number;
  /** Whether it can be used at the moment, as far as it is known. */
  readonly isAvailable: boolean;
  /** Whether other processes may use the store at the same time. */
  readonly isShared: boolean;
  /** Whether what `SwapOptions.forgetAfterMs` speaks of goes by itself; else its owner sweeps. */
  readonly forgets: boolean;
  /** Resolves when it is flushed. */
  delete(keys: readonly string[]): Promise<void>;
  /** All entries whose keys begin with `prefix`, in no particular order. */
  entries(prefix: string): AsyncIterable<[key: string, value: string]>;
  /** Makes what was deleted unreadable, where deleting alone doesn't. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

export interface SwapOptions {
  /** Whether to resolve only when it is flushed, which is so unless it says no; see {@link Store.putIfAbsent}. */
  flush?: boolean;
  /** How long `to` stands, in milliseconds, where the store {@link Store.forgets}; unless told, until it is changed. */
  forgetAfterMs?: number;
}
