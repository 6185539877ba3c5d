/** Opens the state that `STORE_URL` names. */
import { openStore } from '../directory/store/open-store.js';
import { MemoryBus } from '../live/bus.js';
import { isRedisUrl } from '../redis/redis-url.js';
import type { State, StateOptions } from './state.js';

/** @throws {StoreError} if a store on this machine cannot be used. */
export async function openState(options: StateOptions): Promise<State> {
  const { storeUrl, upstreamUrl } = options;
  if (isRedisUrl(storeUrl)) {
    // Loaded on demand, since loading the Redis client takes a third of a start.
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
  const away = () => (store.isAvailable ? [] : [{ name: 'store', reason: 'cannot be written: check its disk' }]);
  const isUp = () => ({ store: store.isAvailable, bus: true });
  return { store, bus, opened: Promise.resolve(), away, isUp, listen: () => {}, close };
}
