/** Opens the store of `STORE_URL`, except Redis, which app/redis-state.ts opens. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { StoreError } from './file/damaged.js';
import type { FileStoreOptions } from './file/file-store.js';
import type { Repair } from './file/store-repair.js';
import type { StoreSocket } from './file/store-socket.js';
import { MemoryStore } from './memory-store.js';
import type { Store } from './store.js';
import { checkIdentity, IDENTITY_KEY, identityFor } from './store-identity.js';

export interface OpenStoreOptions extends FileStoreOptions {
  /** Whether a file store that a running gateway holds is used through that gateway. */
  mayShare?: boolean;
}

/**
 * @param upstreamUrl The upstream of the store's facts.
 * @throws {StoreError} if the store is locked, damaged, of another program or of another upstream.
 */
export async function openStore(url: string, upstreamUrl: URL, options: OpenStoreOptions = {}): Promise<Store> {
  if (url === 'memory:') return new MemoryStore();
  const folder = folderOf(url);
  const store = await openFolder(folder, options);
  try {
    await refuseForeign(store, folder);
    await identify(store, folder, upstreamUrl);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

async function openFolder(folder: string, { mayShare, ...options }: OpenStoreOptions): Promise<Store> {
  // Loaded on demand, like everything that only one kind of store needs.
  const { FileStore } = await import('./file/file-store.js');
  try {
    return await FileStore.open(folder, options);
  } catch (error) {
    if (!mayShare) throw error;
    const { SharedFileStore } = await import('./file/shared-file-store.js');
    return SharedFileStore.connect(folder).catch(() => {
      throw error;
    });
  }
}

/** Lets commands use this file store while the gateway runs. @param onChanged Called with keys that a command has changed. */
export async function serveFileStore(
  url: string,
  options: { store: Store; onChanged: (keys: readonly string[]) => void; log: Logger },
): Promise<StoreSocket> {
  const { serveStore } = await import('./file/store-socket.js');
  return serveStore({ folder: folderOf(url), ...options });
}

/** @throws {StoreError} */
export async function repairFileStore(url: string): Promise<Repair> {
  const { repairStore } = await import('./file/store-repair.js');
  return repairStore(folderOf(url));
}

/** `file:./data` is below the working directory, `file:///var/lib/gateway` is absolute. @throws {StoreError} */
function folderOf(url: string): string {
  try {
    return url.startsWith('file://') ? fileURLToPath(url) : resolve(url.slice('file:'.length));
  } catch (error) {
    throw new StoreError(url, 'it is no path of this machine', error);
  }
}

/**
 * Checks that the store belongs to this upstream, and marks a new store.
 *
 * @throws {StoreError} if it belongs to another upstream.
 */
async function identify(store: Store, where: string, upstreamUrl: URL): Promise<void> {
  const mine = identityFor(upstreamUrl);
  const standing = await store.putIfAbsent(new Map([[IDENTITY_KEY, mine]]), { flush: true });
  checkIdentity(standing.get(IDENTITY_KEY) ?? mine, where, upstreamUrl);
}

/** @throws {StoreError} if the store has entries but no mark. */
async function refuseForeign(store: Store, where: string): Promise<void> {
  if ((await store.get(IDENTITY_KEY)) !== undefined) return;
  for await (const _ of store.entries(''))
    throw new StoreError(where, 'it was not made by this gateway, or is damaged');
}
