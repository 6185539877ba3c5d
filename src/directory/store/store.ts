/** The one port to what the gateway remembers: small texts under keys. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** In the order of the keys. */
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Writes all of it or nothing; resolves when it is as durable as this store gets. */
  put(entries: ReadonlyMap<string, string>): Promise<void>;
  /** Writes where nothing stands yet. Resolves to what stands there afterwards. Atomic. */
  putIfAbsent(key: string, value: string): Promise<string>;
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
