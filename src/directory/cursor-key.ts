/** The key that signs cursors. The store keeps it, so that cursors outlive the process. */
import { randomBytes } from 'node:crypto';
import type { Store } from './store/store.js';

/** Key of the entry in the store. */
export const CURSOR_KEY = 'cursor-key';

/**
 * @param present The key in use. It is stored if the store has lost its own, so that all instances agree on one.
 * @returns the key to use from now on.
 */
export async function cursorKeyOf(store: Store, present?: Buffer): Promise<Buffer> {
  const offered = (present ?? randomBytes(32)).toString('base64url');
  const standing = await store.putIfAbsent(new Map([[CURSOR_KEY, offered]]), { flush: true });
  return Buffer.from(standing.get(CURSOR_KEY) ?? offered, 'base64url');
}
