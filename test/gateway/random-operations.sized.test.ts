/** Operations that nobody has thought of: whatever is asked, the gateway answers in its own words, within its own bound. */
import { getOperationAST, getVariableValues, OperationTypeNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { findRestReads } from '../../src/graphql/admission/cost/find-rest-reads.js';
import { countCalls } from '../../src/graphql/admission/cost/rest-reads.js';
import { createSchema } from '../../src/graphql/schema/executable-schema.js';
import { sampleDirectory } from '../../src/simulator/simulator.js';
import { type Answer, startWithSimulator } from '../support/gateway.js';
import { type RandomOperation, randomOperations } from '../support/random-operations.js';
import { SAMPLE_VALUES } from '../support/sample-values.js';
import { sized } from '../support/sized.js';

const schema = createSchema({ isSubgraph: true });
const OPTIONS = {
  values: SAMPLE_VALUES,
  types: [OperationTypeNode.QUERY, OperationTypeNode.QUERY, OperationTypeNode.MUTATION],
};
const CODES = ['BAD_USER_INPUT', 'LIMIT_EXCEEDED', 'NOT_FOUND', 'STORE_UNAVAILABLE'];

const VALID = sized(150, 1_000);
const ANSWERED = sized(30, 500);

function take(count: number, seed: number): RandomOperation[] {
  const operations = randomOperations(schema, seed, OPTIONS);
  return Array.from({ length: count }, () => operations.next().value);
}

function boundOf({ query, variables }: RandomOperation): number {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return countCalls(findRestReads(schema, document, operation), coerced);
}

describe('operations made at random', () => {
  it('are valid, of every field, and the same for the same seed', () => {
    const operations = take(VALID, 1);
    for (const { query } of operations) expect(validate(schema, parse(query)), query).toEqual([]);
    expect(take(VALID, 1)).toEqual(operations);
    expect(take(1, 2)).not.toEqual(operations.slice(0, 1));
    const text = operations.map(({ query }) => query).join();
    for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getType('Wallet')]) {
      for (const name of Object.keys((type as { getFields(): object }).getFields())) expect(text).toContain(name);
    }
  });

  it.each([
    ['knows nothing', []],
    ['knows the sample data', sampleDirectory()],
  ])(
    'are answered by a gateway that %s, never with a fault of its own or more calls than were counted',
    async (_, seed) => {
      const { url, simulator } = await startWithSimulator({ seed, env: { LIMIT_ALIASES: '100', FEDERATION: 'on' } });
      let answered = 0;
      for (const operation of take(ANSWERED, seed.length)) {
        simulator.requests.length = 0;
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(operation),
        });
        const text = await response.text();
        const { errors = [], data } = JSON.parse(text) as Answer;
        const said = JSON.stringify({ operation, errors });
        expect(response.status, said).toBeLessThan(500);
        for (const { extensions } of errors) expect(CODES, said).toContain(extensions.code);
        expect(text).not.toContain(simulator.url);
        expect(text).not.toMatch(/\\n\s+at |node_modules|\.[jt]s:\d/);
        expect(simulator.requests.length, said).toBeLessThanOrEqual(boundOf(operation));
        if (data) answered += 1;
      }
      expect(answered).toBeGreaterThan(ANSWERED / 2);
    },
    120_000,
  );
});
