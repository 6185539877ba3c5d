/** Opens the state that `STORE_URL` names. */
import { openStore } from '../directory/store/open-store.js';
import { MemoryBus } from '../live/bus.js';
import { isRedisUrl } from '../redis/redis-url.js';
import type { State, StateOptions } from './state.js';

/** @throws {StoreError} where a store of this machine can't be used. */
export async function openState(options: StateOptions): Promise<State> {
  const { storeUrl, upstreamUrl } = options;
  if (isRedisUrl(storeUrl)) {
    // Loaded where it is used: it is a third of the time that a start takes.
    const { openRedisState } = await import('./redis-state.js');
    return openRedisState(options);
  }
  const store = await openStore(storeUrl, upstreamUrl, { mustExist: options.mustExist ?? false, log: options.log });
  const bus = new MemoryBus();
  const close = async (): Promise<void> => {
    await bus.close();
    await store.close();
  };
  // One process has no events: its bus never disconnects, and a file that can be written again needs no preparation.
  const away = () => (store.isAvailable ? [] : ['store']);
  return { store, bus, opened: Promise.resolve(), away, listen: () => {}, close };
}
