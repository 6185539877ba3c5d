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
  /** Resolves when it is flushed. */
  delete(keys: readonly string[]): Promise<void>;
  /** All entries whose keys begin with `prefix`, in no particular order. */
  entries(prefix: string): AsyncIterable<[key: string, value: string]>;
  /** Makes what was deleted unreadable, where deleting alone doesn't. */
  purge(): Promise<void>;
  close(): Promise<void>;
}
