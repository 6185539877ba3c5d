/** The normal form of a document, which is equal for all its spellings. */
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  visit,
} from 'graphql';

/** @returns undefined for a text that cannot be parsed within `maxTokens`. */
export function parsedWithin(text: string, maxTokens?: number): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true, ...(maxTokens !== undefined && { maxTokens }) });
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Documents with the same normal form do the same. Clients' caches add `__typename`, and compilers order fields, arguments and variables. The order of
 * a mutation's root fields is the order in which they run, so there it counts.
 */
export function normalForm(document: DocumentNode): string {
  const { definitions } = visit(document, {
    SelectionSet: {
      leave: (node, _key, parent) => {
        const others = node.selections.filter((selection) => !isPlainTypename(selection));
        const kept = others.length > 0 ? others : node.selections.slice(0, 1);
        return { ...node, selections: isSerial(parent as ASTNode, document) ? kept : sorted(kept) };
      },
    },
    Field: { leave: (node) => ({ ...node, arguments: sorted(node.arguments ?? []) }) },
    ObjectValue: { leave: (node) => ({ ...node, fields: sorted(node.fields) }) },
    OperationDefinition: {
      leave: (node) => ({ ...node, variableDefinitions: sorted(node.variableDefinitions ?? []) }),
    },
  });
  return print({ ...document, definitions: sorted(definitions) });
}

/** Whether a selection set can be that of a mutation's root fields. */
function isSerial(parent: ASTNode, document: DocumentNode): boolean {
  if (parent.kind === Kind.OPERATION_DEFINITION) return parent.operation === OperationTypeNode.MUTATION;
  if (parent.kind === Kind.FIELD) return false;
  const isMutation = (definition: ASTNode): boolean =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION;
  const condition = 'typeCondition' in parent ? parent.typeCondition?.name.value : undefined;
  return document.definitions.some(isMutation) && (condition === undefined || condition === 'Mutation');
}

const isPlainTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  !selection.alias &&
  !selection.directives?.length;

function sorted<Node extends ASTNode>(nodes: readonly Node[]): Node[] {
  const texts = new Map(nodes.map((node) => [node, print(node)]));
  return [...nodes].sort((one, other) => compare(texts.get(one) ?? '', texts.get(other) ?? ''));
}

const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);
