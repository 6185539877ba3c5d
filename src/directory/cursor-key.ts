/** The key that cursors are sealed with: made once and kept, so that a cursor outlives the process. */
import { randomBytes } from 'node:crypto';
import type { Store } from './store/store.js';

const KEY = 'cursor-key';

export async function cursorKeyOf(store: Store): Promise<Buffer> {
  const fresh = randomBytes(32).toString('base64url');
  const standing = await store.putIfAbsent(new Map([[KEY, fresh]]), { flush: true });
  return Buffer.from(standing.get(KEY) ?? fresh, 'base64url');
}
