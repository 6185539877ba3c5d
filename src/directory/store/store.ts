/** The port to durable state: small texts by keys. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** Writes all entries or none. Resolves after the flush. */
  put(entries: ReadonlyMap<string, string>): Promise<void>;
  /**
   * Writes entries whose keys are absent, each key atomically: of two concurrent writers, one gets the other's value.
   *
   * @param flush Whether to resolve after the flush. Otherwise a power failure can lose the entries.
   * @returns the value of each key afterwards.
   */
  putIfAbsent(entries: ReadonlyMap<string, string>, options: { flush: boolean }): Promise<ReadonlyMap<string, string>>;
  /**
   * Compare-and-swap of one key.
   *
   * @param from The expected value; undefined: absent.
   * @param to The new value; undefined: delete.
   * @returns the value before: `from` if it was replaced.
   */
  swap(
    key: string,
    from: string | undefined,
    to: string | undefined,
    options?: SwapOptions,
  ): Promise<string | undefined>;
  /**
   * The store's own time in milliseconds since 1970, by the clock at its creation. It is monotonic, does not follow changes of the host's clock, and is
   * nearly equal for all processes that share the store. Only this clock is compared with deadlines in records.
   */
  now(): number;
  /** Whether the store is available, as far as known. */
  readonly isAvailable: boolean;
  /** Whether other processes can use the store concurrently. */
  readonly isShared: boolean;
  /** Whether the store supports `SwapOptions.forgetAfterMs`. Otherwise the owner of a record sweeps it. */
  readonly forgets: boolean;
  /** Deletes keys. Resolves after the flush. */
  delete(keys: readonly string[]): Promise<void>;
  /** All entries whose keys begin with `prefix`, in no particular order. */
  entries(prefix: string): AsyncIterable<[key: string, value: string]>;
  /** Makes deleted entries unreadable in the store's files. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

export interface SwapOptions {
  /** Whether to resolve after the flush; true by default. See {@link Store.putIfAbsent}. */
  flush?: boolean;
  /** Expiry of `to` in milliseconds, if the store {@link Store.forgets}. Without it, `to` does not expire. */
  forgetAfterMs?: number;
}
