/** A thousand operations made at random from the schema: none answers 5xx, none leaks, none crashes, on either transport. */
import { expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/schema.js';
import { post } from '../conformance/http.js';
import { type Answer, startWithSimulator } from '../support/gateway.js';
import { randomFrom, randomOperation } from '../support/random-operation.js';

const OPERATIONS = 1_000;
const VALUES = {
  ID: [
    '"wal_c1f0aa"',
    '"wal_busy"',
    '"cus_8a9b3e"',
    '"cus_many"',
    '"bacd97d132014cb6b23ee18fdea3b5c4"',
    '"nowhere"',
    '"../x"',
    '""',
    '1',
  ],
  String: ['"USDT"', '"TRON"', '"AUD"', '"user_10086"', '"x"', '""', '"a\\u0000b"', '"😀"', '"alice@example.com"'],
  Int: ['1', '20', '100', '0', '-1', '101', '2147483647', '2147483648'],
  JSONObject: ['{ a: 1 }', '{ a: { b: [1, "x", null] } }', '{}', '[1]', '12345678901234567890'],
};
const CODES = new Set([
  ...[
    'BAD_USER_INPUT',
    'GRAPHQL_VALIDATION_FAILED',
    'GRAPHQL_PARSE_FAILED',
    'BAD_REQUEST',
    'NOT_FOUND',
    'LIMIT_EXCEEDED',
  ],
  ...['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE', 'STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
]);

it('answers each in words of its own', { timeout: 120_000 }, async () => {
  const { url, client, simulator, run } = await startWithSimulator();
  const schema = createSchema();
  const socket = client();
  const leak = new RegExp(`${new URL(simulator.url).host}|node_modules|\\.ts:|\\bat \\S+ \\(|undefined|\\[object`);
  let answered = 0;
  for (let seed = 0; seed < OPERATIONS; seed += 1) {
    const operation = randomOperation(schema, randomFrom(seed), VALUES);
    const { status, json, text } = await post(`${url}/graphql`, operation);
    const answers: Answer[] = [json as Answer];
    // Over WebSocket mutations would be done twice.
    if (operation.query.startsWith('query')) {
      answers.push(
        await socket
          .iterate(operation)
          .next()
          .then(
            ({ value }) => value as Answer,
            (errors: Answer['errors']) => ({ errors }) as Answer,
          ),
      );
    }
    expect(status, operation.query).toBeLessThan(500);
    expect(text, operation.query).not.toMatch(leak);
    for (const { errors = [] } of answers)
      for (const { extensions } of errors) expect(CODES, `${operation.query}: ${text}`).toContain(extensions.code);
    if (status === 200) answered += 1;
  }
  expect(answered).toBeGreaterThan(OPERATIONS / 5);
  expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
});
