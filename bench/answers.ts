/** Whether a peer's answer is the gateway's. */
import { isDeepStrictEqual } from 'node:util';
import type { Contender } from './measure.js';
import { idOf, type Operation } from './operations.js';

/** @throws {Error} where any of the operations, of the first and of the last id, is answered otherwise than by the gateway. */
export async function checkAnswers(
  contender: Contender,
  gateway: Contender,
  operations: readonly Operation[],
): Promise<void> {
  for (const operation of operations) {
    for (const number of [0, operation.ids.count - 1]) {
      const [expected, actual] = [await ask(gateway, operation, number), await ask(contender, operation, number)];
      if (!isDeepStrictEqual(actual, expected)) throw new Error(`answers “${operation.title}” otherwise`);
    }
  }
}

async function ask({ title, server }: Contender, operation: Operation, number: number): Promise<unknown> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...server.headers },
    body: operation.body.replaceAll('@id', idOf(operation.ids, number)),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (!data || errors) throw new Error(`${title} answers “${operation.title}” with ${text.slice(0, 200)}`);
  return withoutCursors(data);
}

/** Cursors are each server's own. */
const withoutCursors = (data: unknown): unknown =>
  JSON.parse(JSON.stringify(data, (name, value) => (name === 'endCursor' ? undefined : value)));
