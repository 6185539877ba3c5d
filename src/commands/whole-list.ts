/** Whole lists of the REST API, for commands that must miss none of their entries. */
import { GatewayError } from '../common/gateway-error.js';
import { type List, Walk } from '../paging/walk.js';

/** Far more than any wallet's or customer's list takes: one that goes on for ever must not hold up a command for ever. */
const MAX_CALLS = 10_000;

/**
 * @returns each entry once; null where there is no such list.
 * @throws {GatewayError} `LIMIT_EXCEEDED` where the list takes more calls than allowed, `UPSTREAM_BAD_RESPONSE` where it has an entry that can't be
 *   read, and what a read fails with.
 */
export async function wholeList<Item extends { id: string }>(
  list: List<Item>,
  maxCalls = MAX_CALLS,
): Promise<Item[] | null> {
  const walk = new Walk(list);
  const found: Item[] = [];
  while (!walk.isOver) {
    if (walk.calls >= maxCalls) throw new GatewayError('LIMIT_EXCEEDED', `The list takes more than ${maxCalls} calls.`);
    found.push(...(await walk.next()));
    if (walk.isMissing) return null;
    const [unreadable] = walk.unreadable;
    if (unreadable) throw unreadable.error;
  }
  return found;
}
