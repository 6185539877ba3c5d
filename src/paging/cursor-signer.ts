/** Signs cursors, so that each is valid for its own list only. */
import { hash, timingSafeEqual } from 'node:crypto';
import { badUserInput, GatewayError } from '../common/gateway-error.js';

/** Identifies a list: the field, its parent's id, and the filter if there is one. */
export type ListScope = readonly [field: string, parentId: string, filter?: string];

/** Length of the MAC in characters: 132 bits. */
const MAC_LENGTH = 22;

/**
 * Signs a position with a MAC over the list and the position, so that a forged cursor causes no REST call. The MAC is half of SHA-512/256 over key and
 * content, which unlike SHA-256 allows no length extension (FIPS 180-4, 5.3.6). HMAC took twice as long, and a page of wallets with their transactions
 * has a cursor for each.
 */
export class CursorSigner {
  #key: string | undefined;

  /** The key. Until it is set, every cursor is `STORE_UNAVAILABLE`. */
  useKey(key: Buffer): void {
    this.#key = key.toString('base64url');
  }

  sign(scope: ListScope, position: string): string {
    return this.#mac(scope, position) + Buffer.from(position).toString('base64url');
  }

  /** @throws {GatewayError} `BAD_USER_INPUT` for a cursor of another list, or one that this gateway did not sign. */
  verify(scope: ListScope, cursor: string): string {
    const text = cursor.slice(MAC_LENGTH);
    const position = Buffer.from(text, 'base64url').toString();
    // Compared as text, since base64 decoding ignores invalid characters.
    const isClean = Buffer.from(position).toString('base64url') === text;
    const mac = Buffer.from(cursor.slice(0, MAC_LENGTH));
    const expected = Buffer.from(this.#mac(scope, position));
    const isOurs = isClean && mac.length === expected.length && timingSafeEqual(mac, expected);
    if (!isOurs) throw badUserInput('"after" is not a cursor of this list.');
    return position;
  }

  #mac(scope: ListScope, position: string): string {
    if (!this.#key) throw new GatewayError('STORE_UNAVAILABLE');
    // Ids, filters and JSON hold no line breaks.
    return hash('sha512-256', `${this.#key}\n${scope.join('\n')}\n${position}`, 'base64url').slice(0, MAC_LENGTH);
  }
}
