/** Opens the state that `STORE_URL` names. */
import { openStore, serveFileStore } from '../directory/store/open-store.js';
import { MemoryBus } from '../live/bus.js';
import { isRedisUrl } from '../redis/redis-url.js';
import type { State, StateListeners, StateOptions } from './state.js';

/** @throws {StoreError} if a store on this machine cannot be used. */
export async function openState(options: StateOptions): Promise<State> {
  const { storeUrl, upstreamUrl, log, isCommand = false, mustExist = false } = options;
  if (isRedisUrl(storeUrl)) {
    // Loaded on demand, since loading the Redis client takes a third of a start.
    const { openRedisState } = await import('./redis-state.js');
    return openRedisState(options);
  }
  const store = await openStore(storeUrl, upstreamUrl, { mustExist, mayShare: isCommand, log });
  let onChanged: StateListeners['onChanged'] = () => {};
  const isServed = !isCommand && storeUrl !== 'memory:';
  const socket = isServed
    ? await serveFileStore(storeUrl, { store, onChanged: (keys) => onChanged(keys), log })
    : undefined;
  const bus = new MemoryBus();
  const close = async (): Promise<void> => {
    await bus.close();
    await socket?.close();
    await store.close();
  };
  // One process has no events: its bus never disconnects, and a file that can be written again needs no preparation.
  const away = () => (store.isAvailable ? [] : [{ name: 'store', reason: 'cannot be written: check its disk' }]);
  const listen = (listeners: StateListeners): void => {
    onChanged = listeners.onChanged;
  };
  const isUp = () => ({ store: store.isAvailable, bus: true });
  return { store, bus, opened: Promise.resolve(), away, isUp, listen, close };
}
