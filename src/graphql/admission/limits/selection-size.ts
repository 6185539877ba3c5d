/** How large selections are once their fragments are expanded, without expanding them: each fragment is counted once. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { ENTITIES_FIELD } from './check-entities.js';

export interface Size {
  /** Fields at the top. */
  fields: number;
  selections: number;
  depth: number;
  /** Selection sets in each other: a level for each field, and for each fragment. */
  nesting: number;
  aliases: number;
  directives: number;
  /** What stands at and below `__schema` and `__type`, which the rest leaves out. */
  introspection: { selections: number; depth: number };
}

/** Selection sets in each other at most: far more than any field is deep, and far less than the stack holds. */
export const MAX_NESTING = 250;

const NOTHING: Size = {
  fields: 0,
  selections: 0,
  depth: 0,
  nesting: 0,
  aliases: 0,
  directives: 0,
  introspection: { selections: 0, depth: 0 },
};

export class SelectionSizes {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<FragmentDefinitionNode, Size>();
  readonly #open = new Set<FragmentDefinitionNode>();

  constructor(document: DocumentNode) {
    this.#fragments = fragmentsOf(document);
  }

  /**
   * @returns its size; with infinite `nesting` where it is nested deeper than {@link MAX_NESTING}.
   * @throws {GraphQLError} where a fragment spreads itself.
   */
  of(set: SelectionSetNode, level = 0): Size {
    if (level > MAX_NESTING) return { ...NOTHING, nesting: Number.POSITIVE_INFINITY };
    const size: Size = { ...NOTHING, introspection: { ...NOTHING.introspection } };
    let hasTypename = false;
    for (const selection of set.selections) {
      const isFree: boolean = !hasTypename && isPlainTypename(selection);
      hasTypename ||= isFree;
      size.directives += selection.directives?.length ?? 0;
      if (!isFree) this.#add(selection, size, level + 1);
    }
    return size;
  }

  #add(selection: SelectionNode, size: Size, level: number): void {
    if (selection.kind === Kind.FIELD) {
      addField(selection, selection.selectionSet ? this.of(selection.selectionSet, level) : NOTHING, size);
      return;
    }
    const below =
      selection.kind === Kind.INLINE_FRAGMENT
        ? this.of(selection.selectionSet, level)
        : this.#ofFragment(selection.name.value, level);
    addBelow(below, size);
    size.fields += below.fields;
    size.selections += 1 + below.selections;
    size.depth = Math.max(size.depth, below.depth);
    size.introspection.selections += below.introspection.selections;
    size.introspection.depth = Math.max(size.introspection.depth, below.introspection.depth);
  }

  #ofFragment(name: string, level: number): Size {
    const fragment = this.#fragments.get(name);
    // Validation says so.
    if (!fragment) return NOTHING;
    const known = this.#known.get(fragment);
    if (known) return known;
    if (this.#open.has(fragment)) {
      throw new GraphQLError(`Cannot spread fragment "${name}" within itself.`, { nodes: fragment });
    }
    this.#open.add(fragment);
    const size = this.of(fragment.selectionSet, level);
    this.#open.delete(fragment);
    this.#known.set(fragment, size);
    return size;
  }
}

export const fragmentsOf = ({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );

/** What clients add to every selection set. */
function isPlainTypename(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value === '__typename' && !selection.alias;
}

function addField({ name, alias }: FieldNode, below: Size, size: Size): void {
  addBelow(below, size);
  // A router gives each of its `_entities` an alias. They have a limit of their own.
  const isEntities = name.value === ENTITIES_FIELD;
  size.fields += isEntities ? 0 : 1;
  size.aliases += alias && !isEntities ? 1 : 0;
  const depth = 1 + Math.max(below.depth, below.introspection.depth);
  if (name.value === '__schema' || name.value === '__type') {
    size.introspection.selections += 1 + below.selections + below.introspection.selections;
    size.introspection.depth = Math.max(size.introspection.depth, depth);
    return;
  }
  size.selections += 1 + below.selections + below.introspection.selections;
  size.depth = Math.max(size.depth, depth);
}

function addBelow(below: Size, size: Size): void {
  size.nesting = Math.max(size.nesting, 1 + below.nesting);
  size.aliases += below.aliases;
  size.directives += below.directives;
}
