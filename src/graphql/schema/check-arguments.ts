/** Lists' and directives' arguments, before an operation's first call: a bad one deep down must not cost the calls above it. */
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
import { pageSizeOf } from '../../paging/connection.js';
import { checkFilter } from '../../paging/list-scopes.js';
import { fragmentsOf } from '../admission/limits/selection-size.js';
import type { TopupStatus } from './generated/resolvers.js';

/** By argument's name: in this schema each means the same wherever it stands. */
const CHECKS: Readonly<Record<string, (value: unknown) => void>> = {
  first: (value) => pageSizeOf({ first: value as number | null }),
  status: (value) => checkFilter(value as TopupStatus | null),
  if: checkCondition,
};

/** GraphQL lets a nullable variable with a default stand here, finds its null only at execution, and blames no argument for it. */
function checkCondition(value: unknown): void {
  if (value === null) throw badUserInput('"if" of @include and @skip must not be null.');
}

/** The arguments that {@link checkArguments} looks at, in an operation and its fragments. */
export function findCheckedArguments(document: DocumentNode, operation: OperationDefinitionNode): ArgumentNode[] {
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
        if (CHECKS[node.name.value]) found.push(node);
      },
    });
  }
  return found;
}

/**
 * @param variables Coerced.
 * @returns an error for each `first` that is not 1 to 100, each filter by a status that can't be asked for, and each `if` that is null.
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
