/** Cursors that only their own list accepts. */
import { hash, timingSafeEqual } from 'node:crypto';
import { badUserInput, GatewayError } from '../common/gateway-error.js';

/** Names one list: the field, its parent's id, and the filter where there is one. */
export type ListScope = readonly [field: string, parentId: string, filter?: string];

/** 132 bits. */
const MAC_LENGTH = 22;

/**
 * Seals a position under a MAC over the list and the position, so that no REST call is made for a made-up one. The MAC is SHA-512/256 over key and
 * content, half of it: unlike SHA-256 it can't be extended by who doesn't have the key (FIPS 180-4, 5.3.6). HMAC's objects took twice as long, and a
 * page of wallets with their transactions has a cursor for each.
 */
export class CursorSigner {
  #key: string | undefined;

  /** Until it is given, every cursor is `STORE_UNAVAILABLE`. */
  useKey(key: Buffer): void {
    this.#key = key.toString('base64url');
  }

  seal(scope: ListScope, position: string): string {
    return this.#mac(scope, position) + Buffer.from(position).toString('base64url');
  }

  /** @throws {GatewayError} `BAD_USER_INPUT` for a cursor of another list, and for one that was not sealed here. */
  open(scope: ListScope, cursor: string): string {
    const text = cursor.slice(MAC_LENGTH);
    const position = Buffer.from(text, 'base64url').toString();
    // Decoding passes over what is no base64; a cursor is good only to the letter.
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
