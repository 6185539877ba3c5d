/** Whole lists of the REST API, for commands that must miss none of their entries. */
import { GatewayError } from '../errors.js';
import { type List, Walk } from '../query/walk.js';

/**
 * Each entry once.
 *
 * @throws {GatewayError} `LIMIT_EXCEEDED` where the list takes more calls than allowed, and what a read fails with.
 */
export async function* entriesOf<Item extends { id: string }>(
  list: List<Item>,
  maxCalls = 1_000,
): AsyncGenerator<Item> {
  const walk = new Walk(list);
  while (!walk.isOver) {
    if (walk.calls >= maxCalls) throw new GatewayError('LIMIT_EXCEEDED', `The list takes more than ${maxCalls} calls.`);
    yield* await walk.next();
  }
}
