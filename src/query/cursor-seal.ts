/** Cursors that only their own list accepts. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { badUserInput, GatewayError } from '../errors.js';

/** Names one list: the field, its parent's id, and the filter where there is one. */
export type ListScope = readonly [field: string, parentId: string, filter?: string];

const MAC_BYTES = 16;

/** Seals a position under HMAC-SHA256 over the list and the position, so that no REST call is made for a made-up one. */
export class CursorSeal {
  #key: KeyObject | undefined;

  /** Until it is given, every cursor is `STORE_UNAVAILABLE`. */
  useKey(key: Buffer): void {
    this.#key = createSecretKey(key);
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
    const content = JSON.stringify([...scope, position]);
    return createHmac('sha256', this.#key).update(content).digest().subarray(0, MAC_BYTES);
  }
}
