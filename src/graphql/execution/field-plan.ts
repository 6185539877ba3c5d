/** What is known of a field before it is executed, and its execution. */
import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLID,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLString,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isNullableType,
  isObjectType,
  isScalarType,
  type ResponsePath,
  TypeNameMetaFieldDef,
} from 'graphql';
import { argumentsOf } from './arguments.js';
import { type Complete, completeAt, completerOf, type Field, locate } from './complete.js';
import type { Run } from './execution-run.js';
import { Later, Parts } from './pending-value.js';

/** Plans the fields that are selected below a field. */
export type PlanSubfields = (run: Run, type: GraphQLObjectType, nodes: readonly FieldNode[]) => Selection;

/** The fields of one object, in the order in which the answer has them. */
export class Selection {
  readonly fields: readonly FieldPlan[];
  readonly #hasPrototypeKey: boolean;

  constructor(fields: readonly FieldPlan[]) {
    this.fields = fields;
    this.#hasPrototypeKey = fields.some(({ key }) => key === '__proto__');
  }

  /** An ordinary one, unless a member would become its prototype: objects without a prototype are slow to make and to write as JSON. */
  emptyObject(): Record<string, unknown> {
    return this.#hasPrototypeKey ? Object.create(null) : {};
  }
}

export class FieldPlan implements Field {
  /** What it is called in the answer. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly isNullable: boolean;

  readonly #parentType: GraphQLObjectType;
  readonly #planSubfields: PlanSubfields;
  /** Undefined where a property of the parent is the value. */
  readonly #resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  readonly #arguments: (run: Run) => Record<string, unknown>;
  readonly #complete: Complete;
  /** Whether a property's place is only needed where it fails. */
  readonly #isLeaf: boolean;
  /** Whether a text is its own answer. */
  readonly #isText: boolean;
  readonly #abstractType: GraphQLAbstractType | undefined;
  #subfields: Selection | undefined;
  /** Of an abstract type, for each of its types. */
  #subfieldsByType: Map<GraphQLObjectType, Selection> | undefined;

  /** @param nodes Where it stands in the document, once at least. */
  constructor(
    key: string,
    nodes: readonly [FieldNode, ...FieldNode[]],
    definition: GraphQLField<unknown, unknown>,
    parentType: GraphQLObjectType,
    planSubfields: PlanSubfields,
  ) {
    this.key = key;
    this.nodes = nodes;
    this.definition = definition;
    this.isNullable = isNullableType(definition.type);
    this.#parentType = parentType;
    this.#planSubfields = planSubfields;
    const { resolve = defaultFieldResolver, args, type } = definition;
    this.#resolve = resolve === defaultFieldResolver && args.length === 0 ? undefined : resolve;
    this.#arguments = argumentsOf(definition, nodes[0]);
    this.#complete = completerOf(type, this);
    const named = getNamedType(type);
    this.#abstractType = isAbstractType(named) ? named : undefined;
    const leaf = getNullableType(type);
    this.#isLeaf = isLeafType(leaf);
    this.#isText = isScalarType(leaf) && TEXT_SERIALIZERS.has(leaf.serialize);
  }

  /** Made when an error asks for it: there are thousands of plans. */
  get name(): string {
    return `${this.#parentType.name}.${this.definition.name}`;
  }

  /** @returns the answer's value or a {@link Later}. @throws {GraphQLError} where it fails and may not be null. */
  execute(run: Run, source: unknown, parent: ResponsePath | undefined): unknown {
    const { definition } = this;
    if (definition === TypeNameMetaFieldDef) return this.#parentType.name;

    let path: ResponsePath | undefined;
    try {
      let value: unknown;
      if (this.#resolve) {
        path = this.#pathBelow(parent);
        value = this.#call(this.#resolve, run, source, path);
      } else {
        value = propertyOf(source, definition.name);
        // Most of an answer is this, and needs no place.
        if (this.#isText && typeof value === 'string') return value;
        if (this.#isLeaf && isPlain(value)) return this.#complete(run, value, undefined);
        path = this.#pathBelow(parent);
        if (typeof value === 'function') value = this.#call(defaultFieldResolver, run, source, path);
      }
      return completeAt(path, value, this.#complete, this, run);
    } catch (error) {
      const located = locate(error, this, path ?? this.#pathBelow(parent));
      if (!this.isNullable) throw located;
      run.errors.push(located);
      return null;
    }
  }

  readonly completeObject: Complete = (run, source, path) => {
    if (this.#abstractType) return executeFields(run, this.#subfieldsOf(run, source, this.#abstractType), source, path);
    this.#subfields ??= this.#planSubfields(run, getNamedType(this.definition.type) as GraphQLObjectType, this.nodes);
    return executeFields(run, this.#subfields, source, path);
  };

  /** The fields of the type that the value says it has. */
  #subfieldsOf(run: Run, source: unknown, abstractType: GraphQLAbstractType): Selection {
    const name = propertyOf(source, TypeNameMetaFieldDef.name);
    const type = typeof name === 'string' ? run.schema.getType(name) : undefined;
    if (!isObjectType(type) || !run.schema.isSubType(abstractType, type))
      throw new Error(`${this.name} gave a value whose __typename is no type of ${abstractType.name}.`);
    this.#subfieldsByType ??= new Map();
    const known = this.#subfieldsByType.get(type);
    if (known) return known;
    const planned = this.#planSubfields(run, type, this.nodes);
    this.#subfieldsByType.set(type, planned);
    return planned;
  }

  #call(resolve: GraphQLFieldResolver<unknown, unknown>, run: Run, source: unknown, path: ResponsePath): unknown {
    const info: GraphQLResolveInfo = {
      fieldName: this.definition.name,
      fieldNodes: this.nodes,
      returnType: this.definition.type,
      parentType: this.#parentType,
      path,
      schema: run.schema,
      fragments: run.fragments,
      rootValue: run.rootValue,
      operation: run.operation,
      variableValues: run.variableValues,
    };
    return resolve(source, this.#arguments(run), run.contextValue, info);
  }

  #pathBelow(prev: ResponsePath | undefined): ResponsePath {
    return { prev, key: this.key, typename: this.#parentType.name };
  }
}

/** All at the same time. @returns an object with a member for each field, in their order, or a {@link Later}. */
export function executeFields(
  run: Run,
  selection: Selection,
  source: unknown,
  path: ResponsePath | undefined,
): unknown {
  const values = selection.emptyObject();
  let parts: Parts | undefined;
  try {
    for (const field of selection.fields) {
      const value = field.execute(run, source, path);
      if (value instanceof Later) {
        parts ??= new Parts(values);
        parts.await(value, run, field.key, field.isNullable);
      } else values[field.key] = value;
    }
  } catch (error) {
    if (!parts) throw error;
    parts.failAfterwards(error as GraphQLError);
  }
  return parts ?? values;
}

/** Of the scalars that leave a text as it is: `String`, `ID`, and those that define no other. */
const TEXT_SERIALIZERS = new Set([
  GraphQLString.serialize,
  GraphQLID.serialize,
  new GraphQLScalarType({ name: 'Any' }).serialize,
]);

/** As graphql-js's default resolver has it. */
const propertyOf = (source: unknown, name: string): unknown =>
  (typeof source === 'object' && source !== null) || typeof source === 'function'
    ? (source as Record<string, unknown>)[name]
    : undefined;

/** No promise, and nothing to call. */
const isPlain = (value: unknown): boolean =>
  (typeof value !== 'object' && typeof value !== 'function') || value === null;
