/** From an operation's selections to what they read, by `rest-costs.ts`. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../../../paging/connection.js';
import { isFragmentOn } from '../../../paging/selection.js';
import { fragmentsOf } from '../limits/selection-size.js';
import { type EndpointName, type FieldCost, OF_FEDERATION, REST_COSTS } from './rest-costs.js';
import {
  anyFactor,
  type Condition,
  entitiesFactor,
  type Factor,
  idsFactor,
  pageCallsFactor,
  pageSizeFactor,
  type Read,
} from './rest-reads.js';

/** @returns the schema's fields without a row, and the rows without a field. */
export function gapsInRestCosts(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const fields = types
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  return [
    ...fields.filter((field) => !REST_COSTS[field]),
    ...Object.keys(REST_COSTS).filter((field) => !fields.includes(field) && !OF_FEDERATION.test(field)),
  ];
}

/** @param document Valid, and within its limits. @param maxPageSize `UPSTREAM_MAX_PAGE_SIZE` */
export function findRestReads(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  maxPageSize = 50,
): readonly Read[] {
  const type = schema.getRootType(operation.operation);
  if (!type) return [];
  const finder = new ReadFinder(schema, document, operation.operation === OperationTypeNode.MUTATION, maxPageSize);
  finder.visit(operation.selectionSet, type, ROOT, []);
  return finder.reads;
}

/** Objects of one type that the operation has in its hands, all by the same way. */
interface Group {
  /** Equal ids are the same objects. */
  id: number;
  /** Of a mutation: the id of its root field. */
  root: number;
  /** How many there are, multiplied. */
  factors: readonly Factor[];
  /** Whether their source told all that it tells about such objects. */
  isCarried: boolean;
  /** What they were listed for. */
  owner?: Group;
}

/** @param root Of a mutation: the id of its root field. */
const keyOfOnce = (endpoint: EndpointName, root: number | undefined = undefined): string => `${root ?? ''}#${endpoint}`;

const ROOT: Group = { id: 0, root: 0, factors: [], isCarried: false };

class ReadFinder {
  readonly reads: Read[] = [];
  /** The keys of reads that are made whatever the variables are. */
  readonly #surelyRead = new Set<string>();
  /** Numbers for paths: a path holds all arguments above it, and would be kept for each field below. */
  readonly #idOfPath = new Map<string, number>();
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #schema: GraphQLSchema;
  readonly #isMutation: boolean;
  readonly #maxPageSize: number;

  constructor(schema: GraphQLSchema, document: DocumentNode, isMutation: boolean, maxPageSize: number) {
    this.#schema = schema;
    this.#fragments = fragmentsOf(document);
    this.#isMutation = isMutation;
    this.#maxPageSize = maxPageSize;
  }

  visit(set: SelectionSetNode, type: GraphQLObjectType, group: Group, conditions: readonly Condition[]): void {
    for (const { field, when } of this.#fieldsOf(set, conditions, type)) this.#visitField(field, type, group, when);
  }

  #visitField(node: FieldNode, type: GraphQLObjectType, group: Group, conditions: readonly Condition[]): void {
    const field = type.getFields()[node.name.value];
    const cost = REST_COSTS[`${type.name}.${node.name.value}`];
    // `__typename` and introspection.
    if (!field || !cost) return;
    if (cost.entities) {
      this.#visitEntities(node, cost.entities, conditions);
      return;
    }
    const id = this.#idOf(node, group);
    const target = targetOf(cost, node, group, id);
    const below = getNamedType(field.type);
    this.#addReads(cost, node, { group, target, id, conditions });
    if (!node.selectionSet || !isCompositeType(below)) return;
    // An object of an abstract type counts as one of each kind, which is never too few.
    const types = isAbstractType(below) ? this.#schema.getPossibleTypes(below) : [below];
    for (const each of types) this.visit(node.selectionSet, each, target, conditions);
  }

  /** @param rows The row of each type. */
  #visitEntities(node: FieldNode, rows: Readonly<Record<string, string>>, conditions: readonly Condition[]): void {
    for (const [name, row] of Object.entries(rows)) {
      const type = this.#schema.getType(name);
      const cost = REST_COSTS[row];
      if (!isObjectType(type) || !cost || !node.selectionSet) continue;
      const id = this.#idOf({ ...node, name: { ...node.name, value: name } }, ROOT);
      const count = entitiesFactor(name, node.arguments);
      const target = { id, root: id, factors: [count], isCarried: false };
      const { readsOnce, ...others } = cost;
      this.#addReads(others, node, { group: ROOT, target, id, conditions, type });
      if (readsOnce) this.reads.push({ key: keyOfOnce(readsOnce), factors: [anyFactor(count)], conditions });
      this.visit(node.selectionSet, type, target, conditions);
    }
  }

  /** Each root field of a mutation reads anew. */
  #idOf({ alias, name, arguments: args = [] }: FieldNode, group: Group): number {
    const path =
      this.#isMutation && group.id === ROOT.id
        ? `${(alias ?? name).value}!`
        : `${group.id}.${name.value}(${args.map(print).join()})`;
    const id = this.#idOfPath.get(path) ?? this.#idOfPath.size + 1;
    this.#idOfPath.set(path, id);
    return id;
  }

  #addReads(
    cost: FieldCost,
    node: FieldNode,
    {
      group,
      target,
      id,
      conditions,
      type,
    }: { group: Group; target: Group; id: number; conditions: readonly Condition[]; type?: GraphQLObjectType },
  ): void {
    const add = (key: string, factors: readonly Factor[]): void => {
      if (this.#surelyRead.has(key)) return;
      if (conditions.length === 0) this.#surelyRead.add(key);
      this.reads.push({ key, factors, conditions });
    };
    const { reads, finds, page, readsOnce } = cost;
    if (reads && !(cost.unlessCarried && group.isCarried)) {
      add(`${group.id}#${reads}`, group.factors);
    }
    if (readsOnce) add(keyOfOnce(readsOnce, this.#isMutation ? group.root : undefined), []);
    if (page) {
      const { arguments: args = [] } = node;
      const calls = pageCallsFactor(args, pageSizeFactor(args, DEFAULT_PAGE_SIZE), this.#maxPageSize);
      add(`${id}#page`, [...group.factors, calls]);
    }
    if (cost.writes) add(`${id}#write`, []);
    if (finds && !(finds.unless && this.#isSurelySelected(finds.unless, node.selectionSet, type))) {
      add(`${target.id}#${finds.reads}`, target.factors);
    }
  }

  /** @param type As {@link #fieldsOf}. */
  #isSurelySelected(name: string, set: SelectionSetNode | undefined, type?: GraphQLObjectType): boolean {
    if (!set) return false;
    return this.#fieldsOf(set, [], type).some(({ field, when }) => field.name.value === name && when.length === 0);
  }

  /** The fields one level down: fragments expanded, without what is skipped in any case. @param type Leaves out fragments on other types. */
  #fieldsOf(
    { selections }: SelectionSetNode,
    conditions: readonly Condition[],
    type?: GraphQLObjectType,
  ): { field: FieldNode; when: readonly Condition[] }[] {
    return selections.flatMap((selection) => {
      const own = conditionsOf(selection);
      if (!own) return [];
      const when = own.length === 0 ? conditions : [...conditions, ...own];
      if (selection.kind === Kind.FIELD) return [{ field: selection, when }];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (!fragment || (type && !isFragmentOn(type, fragment, this.#schema))) return [];
      return this.#fieldsOf(fragment.selectionSet, when, type);
    });
  }
}

/** @param id Of what the field leads to. */
function targetOf(cost: FieldCost, { arguments: args = [] }: FieldNode, group: Group, id: number): Group {
  const root = group.id === ROOT.id ? id : group.root;
  if (cost.through) return group;
  // By its id alone, whatever its source knew.
  if (cost.back && group.owner) return { ...group.owner, isCarried: false };
  if (cost.page) {
    const factors = [...group.factors, pageSizeFactor(args, DEFAULT_PAGE_SIZE)];
    return { id, root, factors, isCarried: true, owner: group };
  }
  const factors = cost.ids ? [...group.factors, idsFactor(cost.ids, args)] : group.factors;
  return { id, root, factors, isCarried: cost.writes ?? false };
}

/** Undefined where it is skipped whatever the variables are. */
function conditionsOf({ directives = [] }: SelectionNode): Condition[] | undefined {
  const conditions: Condition[] = [];
  for (const { name, arguments: args = [] } of directives) {
    const value = args[0]?.value;
    const is = name.value === 'include';
    if (name.value !== 'skip' && !is) continue;
    if (value?.kind === Kind.BOOLEAN && value.value !== is) return undefined;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, is });
  }
  return conditions;
}
