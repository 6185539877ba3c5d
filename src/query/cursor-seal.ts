/** Cursors that only their own list accepts. */
import { hash, timingSafeEqual } from 'node:crypto';
import { badUserInput, GatewayError } from '../errors.js';

/** Names one list: the field, its parent's id, and the filter where there is one. */
export type ListScope = readonly [field: string, parentId: string, filter?: string];

const MAC_BYTES = 16;

/**
 * Seals a position under a MAC over the list and the position, so that no REST call is made for a made-up one. The MAC is SHA-512/256 over key and
 * content, half of it: unlike SHA-256 it can't be extended by who doesn't have the key (FIPS 180-4, 5.3.6). HMAC's objects took twice as long, and a
 * page of wallets with their transactions has a cursor for each.
 */
export class CursorSeal {
  #key: string | undefined;

  /** Until it is given, every cursor is `STORE_UNAVAILABLE`. */
  useKey(key: Buffer): void {
    this.#key = key.toString('base64url');
  }

  seal(scope: ListScope, position: string): string {
    return Buffer.concat([this.#mac(scope, position), Buffer.from(position)]).toString('base64url');
  }

  /** @throws {GatewayError} `BAD_USER_INPUT` for a cursor of another list, and for one that was not sealed here. */
  open(scope: ListScope, cursor: string): string {
    const bytes = Buffer.from(cursor, 'base64url');
    // Decoding passes over what is no base64; a cursor is good only to the letter.
    const isClean = bytes.toString('base64url') === cursor;
    const position = bytes.subarray(MAC_BYTES).toString();
    const mac = bytes.subarray(0, MAC_BYTES);
    const isOurs = isClean && mac.length === MAC_BYTES && timingSafeEqual(mac, this.#mac(scope, position));
    if (!isOurs) throw badUserInput('"after" is not a cursor of this list.');
    return position;
  }

  #mac(scope: ListScope, position: string): Buffer {
    if (!this.#key) throw new GatewayError('STORE_UNAVAILABLE');
    return hash('sha512-256', JSON.stringify([this.#key, scope, position]), 'buffer').subarray(0, MAC_BYTES);
  }
}
