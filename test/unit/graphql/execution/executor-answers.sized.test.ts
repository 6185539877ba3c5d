import { type ExecutionResult, execute, type GraphQLError, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Executor } from '../../../../src/graphql/execution/executor.js';
import { OperationPlan } from '../../../../src/graphql/execution/operation-plan.js';
import { createSchema } from '../../../../src/graphql/schema/executable-schema.js';
import { type Chance, useFailingResolvers } from '../../../support/failing-resolvers.js';
import { generateOperation, randomOf } from '../../../support/operation-generator.js';
import { sized } from '../../../support/sized.js';

const schema = createSchema();
useFailingResolvers(schema);

describe('the executor’s answers to random operations', () => {
  it.each([
    ['without failures', 0, sized(40, 1_000)],
    ['with failing fields', 6, sized(80, 5_000)],
    ['with many failing fields', 25, sized(80, 5_000)],
  ])(
    'are graphql-js’s, %s',
    async (_name, failures, operations) => {
      const executor = new Executor(schema);
      const seen = { valid: 0, withErrors: 0 };
      for (let seed = 0; seen.valid < operations; seed += 1) {
        const random = randomOf(seed);
        const { query, variables } = generateOperation(schema, random);
        const document = parse(query);
        if (validate(schema, document).length > 0) continue;
        seen.valid += 1;
        const chance: Chance = { seed, failures, isAsync: random(2) === 0 };
        const given = { document, contextValue: chance, rootValue: undefined };
        const theirs = await execute({ schema, variableValues: variables, ...given });
        // The second time it is planned already.
        const plan = OperationPlan.of(schema, document, null);
        for (const time of ['first', 'second']) {
          const ours = await executor.execute({ operationName: null, plan, variables, ...given });
          const place = `seed ${seed}, ${time}\n${query}\n${JSON.stringify(variables)}`;
          expect(JSON.stringify(ours.data), place).toBe(JSON.stringify(theirs.data));
          if (!chance.isAsync) expect(JSON.stringify(ours), place).toBe(JSON.stringify(theirs));
          expect(nulledBy(ours), place).toEqual(nulledBy(theirs));
          expect(ours.errors?.filter((error) => isUnlike(error, theirs.errors)) ?? [], place).toEqual([]);
        }
        if (theirs.errors) seen.withErrors += 1;
      }
      if (failures > 0) expect(seen.withErrors).toBeGreaterThan(seen.valid / 10);
    },
    300_000,
  );
});

/** What became null by an error. */
function nulledBy({ data, errors = [] }: ExecutionResult): string[] {
  return [...new Set(errors.map((error) => JSON.stringify(nulledPath(data, error))))].sort();
}

function nulledPath(data: unknown, { path = [] }: GraphQLError): (string | number)[] {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, depth);
    value = (value as Record<string | number, unknown>)[key];
  }
  return [...path];
}

/** Of several errors that null the same, whichever comes first is told; but those at the same path are the same. */
function isUnlike(error: GraphQLError, others: readonly GraphQLError[] = []): boolean {
  const other = others.find(({ path }) => JSON.stringify(path) === JSON.stringify(error.path));
  return other !== undefined && JSON.stringify(other) !== JSON.stringify(error);
}
