/** What two spellings of one document have in common. */
import {
  type DocumentNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
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
 * Documents with the same normal form read the same fields. Clients' caches add `__typename`, and compilers order fields. The order of a mutation's
 * fields is the order in which they run, so there it counts.
 */
export function normalForm(document: DocumentNode): string {
  const isMutation = document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION,
  );
  const selections = (given: readonly SelectionNode[]): readonly SelectionNode[] => {
    const others = given.filter((selection) => !isPlainTypename(selection));
    const kept = others.length > 0 ? others : given.slice(0, 1);
    return isMutation ? kept : sorted(kept);
  };
  const { definitions } = visit(document, {
    SelectionSet: { leave: (node: SelectionSetNode) => ({ ...node, selections: selections(node.selections) }) },
  });
  return print({ ...document, definitions: sorted(definitions) });
}

const isPlainTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  !selection.alias &&
  !selection.directives?.length;

function sorted<Node extends SelectionNode | DocumentNode['definitions'][number]>(nodes: readonly Node[]): Node[] {
  const texts = new Map(nodes.map((node) => [node, print(node)]));
  return [...nodes].sort((one, other) => compare(texts.get(one) ?? '', texts.get(other) ?? ''));
}

const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);
