/** Every list's arguments, before an operation's first call: a bad one deep down must not cost the calls above it. */
import {
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { pageSizeOf } from '../query/connection.js';
import { checkFilter } from '../query/list-scopes.js';
import type { TopupStatus } from './generated/resolvers.js';

/** Whether a document has any argument that {@link checkArguments} looks at: most have none, and needn't be walked for each request. */
export function hasCheckedArguments(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Argument: ({ name }) => {
      if (!CHECKS[name.value]) return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

/**
 * @returns an error for each `first` that is not 1 to 100, and each filter by a status that can't be asked for; variables that can't be
 *   coerced are left to execution.
 */
export function checkArguments(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rawVariables: Readonly<Record<string, unknown>>,
): GraphQLError[] {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], rawVariables);
  if (!coerced) return [];

  const errors: GraphQLError[] = [];
  const toVisit: (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation];
  const seen = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  for (const definition of toVisit) {
    visit(
      definition,
      visitWithTypeInfo(typeInfo, {
        FragmentSpread: ({ name: { value: name } }) => {
          if (seen.has(name)) return;
          seen.add(name);
          toVisit.push(...fragmentsNamed(name, document));
        },
        Argument: (node) => {
          const check = CHECKS[node.name.value];
          if (!check || !typeInfo.getArgument()) return;
          const error = refusalOf(() => check(coercedValue(node.value, coerced)));
          if (error) errors.push(new GraphQLError(error.message, { nodes: node, originalError: error }));
        },
      }),
    );
  }
  return errors;
}

const fragmentsNamed = (name: string, document: DocumentNode): FragmentDefinitionNode[] =>
  document.definitions.filter(
    (definition): definition is FragmentDefinitionNode =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
  );

/** By argument's name: in this schema each means the same wherever it stands. */
const CHECKS: Readonly<Record<string, (value: unknown) => void>> = {
  first: (value) => pageSizeOf({ first: value as number | null }),
  status: (value) => checkFilter(value as TopupStatus | null),
};

function coercedValue(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value] ?? null;
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.ENUM ? node.value : null;
}

function refusalOf(check: () => void): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
