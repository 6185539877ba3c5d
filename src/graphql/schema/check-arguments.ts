/** Checks arguments of lists and directives before an operation's first call, so that a bad nested argument costs no calls above it. */
import {
  type ArgumentNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  visit,
} from 'graphql';
import { badUserInput } from '../../common/gateway-error.js';
import type { TopupStatus } from '../../common/generated/schema-types.js';
import { pageSizeOf } from '../../paging/connection.js';
import { checkFilter } from '../../paging/list-scopes.js';
import { fragmentsOf } from '../admission/limits/selection-size.js';

/** Checks by the name of an argument. In this schema a name has the same meaning everywhere. */
const CHECKS: Readonly<Record<string, (value: unknown) => void>> = {
  first: (value) => pageSizeOf({ first: value as number | null }),
  status: (value) => checkFilter(value as TopupStatus | null),
  if: checkCondition,
};

/** GraphQL accepts a nullable variable with a default here, finds its null only during execution, and then names no argument. */
function checkCondition(value: unknown): void {
  if (value === null) throw badUserInput('"if" of @include and @skip must not be null.');
}

/** Finds the arguments for {@link checkArguments} in an operation and its fragments. */
export const findCheckedArguments = (document: DocumentNode, operation: OperationDefinitionNode): ArgumentNode[] =>
  findArguments(document, operation, ({ name }) => CHECKS[name.value] !== undefined);

export function findArguments(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  isWanted: (argument: ArgumentNode) => boolean,
): ArgumentNode[] {
  const fragments = fragmentsOf(document);
  const found: ArgumentNode[] = [];
  const toVisit = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  for (const definition of toVisit) {
    visit(definition, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment) toVisit.add(fragment);
      },
      Argument: (node) => {
        if (isWanted(node)) found.push(node);
      },
    });
  }
  return found;
}

/**
 * @param variables Coerced variables.
 * @returns an error for each `first` outside 1 to 100, each `status` that cannot be a filter, and each `if` that is null.
 */
export function checkArguments(
  found: readonly ArgumentNode[],
  variables: Readonly<Record<string, unknown>>,
): GraphQLError[] {
  return found.flatMap((node) => {
    const error = refusalOf(node, coercedValue(node.value, variables));
    return error ? [new GraphQLError(error.message, { nodes: node, originalError: error })] : [];
  });
}

function coercedValue(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value] ?? null;
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.BOOLEAN) return node.value;
  return node.kind === Kind.ENUM ? node.value : null;
}

function refusalOf({ name }: ArgumentNode, value: unknown): Error | undefined {
  try {
    CHECKS[name.value]?.(value);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
