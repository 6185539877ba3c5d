/** Every `first` of an operation, before its first call: one that is out of range deep down must not cost the calls above it. */
import {
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

/** @returns an error for each `first` that is not 1 to 100; variables that can't be coerced are left to execution. */
export function checkPageSizes(
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
          if (node.name.value !== 'first' || !typeInfo.getArgument()) return;
          const error = refusalOf(coercedValue(node.value, coerced));
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

function coercedValue(node: ValueNode, variables: Readonly<Record<string, unknown>>): number | null {
  if (node.kind === Kind.VARIABLE) return (variables[node.name.value] as number | null | undefined) ?? null;
  return node.kind === Kind.INT ? Number(node.value) : null;
}

function refusalOf(first: number | null): Error | undefined {
  try {
    pageSizeOf({ first });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
