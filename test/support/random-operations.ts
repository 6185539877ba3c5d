/** Valid operations made at random from a schema, the same ones for the same seed. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationTypeNode,
} from 'graphql';

export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
}

export interface RandomOptions {
  /** The types of operations, drawn from evenly; only queries by default. */
  types?: readonly OperationTypeNode[];
  /**
   * What an argument or input field may be: by `Type.field.argument`, else by its own name, else by its type's name. Those of lists are their
   * entries. Strings without values are words, ids too.
   */
  values?: Readonly<Record<string, readonly unknown[]>>;
  /** How many fields may be below each other; 6 by default. */
  depth?: number;
}

/** Endless: take as many as are needed. */
export function* randomOperations(
  schema: GraphQLSchema,
  seed: number,
  { types = ['query' as OperationTypeNode], values = {}, depth = 6 }: RandomOptions = {},
): Generator<RandomOperation, never> {
  const random = new Random(seed);
  for (;;) {
    const type = random.of(types);
    const root = schema.getRootType(type);
    if (!root) throw new Error(`the schema has no ${type}`);
    yield new Maker(schema, random, values).operation(type, root, depth);
  }
}

/** mulberry32 */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  from(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  of<T>(items: readonly T[]): T {
    return items[this.from(0, items.length - 1)] as T;
  }
}

/** What has been selected at one place of the answer, so that nothing is selected there that can't be merged with it. */
type Place = Map<string, { call: string; below: Place }>;

class Maker {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #values: Readonly<Record<string, readonly unknown[]>>;
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  #names = 0;

  constructor(schema: GraphQLSchema, random: Random, values: Readonly<Record<string, readonly unknown[]>>) {
    this.#schema = schema;
    this.#random = random;
    this.#values = values;
  }

  operation(type: OperationTypeNode, root: GraphQLObjectType, depth: number): RandomOperation {
    const fields = type === 'subscription' ? 1 : this.#random.from(1, 3);
    const place: Place = new Map();
    const selections = Array.from({ length: fields }, () =>
      this.#field(this.#random.of(Object.values(root.getFields())), root, place, depth, type === 'subscription'),
    );
    const parameters = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const query = [`${type} Random${parameters} { ${selections.join(' ')} }`, ...this.#fragments].join('\n');
    return { query, variables: this.#variables };
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #selections(type: GraphQLObjectType, place: Place, depth: number): string {
    const fields = Object.values(type.getFields()).filter((field) => depth > 1 || isLeafType(getNamedType(field.type)));
    const count = fields.length === 0 ? 0 : this.#random.from(1, 4);
    const selections = Array.from({ length: count }, () => this.#field(this.#random.of(fields), type, place, depth));
    if (count === 0 || this.#random.chance(0.2)) selections.push('__typename');
    return this.#wrapped(selections.join(' '), type);
  }

  /** Of an abstract type, one kind is selected for each call: fields of two kinds may not be side by side. */
  #ofType(type: GraphQLNamedType, call: string, place: Place, depth: number): string {
    if (isObjectType(type)) return this.#selections(type, place, depth);
    if (!isAbstractType(type)) return '';
    const kinds = this.#schema.getPossibleTypes(type);
    const kind = kinds[call.length % kinds.length];
    return kind ? `__typename ... on ${kind.name} { ${this.#selections(kind, place, depth)} }` : '__typename';
  }

  /** As it is, or within a fragment. */
  #wrapped(selections: string, type: GraphQLObjectType): string {
    const choice = this.#random.next();
    if (choice < 0.7) return selections;
    if (choice < 0.8) return `... on ${type.name} { ${selections} }`;
    if (choice < 0.85) return `...${this.#directive()} { ${selections} } __typename`;
    const name = this.#name('F');
    this.#fragments.push(`fragment ${name} on ${type.name} { ${selections} }`);
    return this.#random.chance(0.3) ? `...${name} ...${name}` : `...${name}`;
  }

  #field(
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLObjectType,
    place: Place,
    depth: number,
    isPlain = false,
  ): string {
    const call = `${field.name}${this.#arguments(field, parent)}`;
    const known = [...place].find(([, selected]) => selected.call === call);
    const isTaken = place.has(field.name) || this.#random.chance(0.05);
    const key = known?.[0] ?? (isTaken ? this.#name('a') : field.name);
    const below: Place = known?.[1].below ?? new Map();
    place.set(key, { call, below });
    const alias = key === field.name ? '' : `${key}: `;
    const directive = isPlain || this.#random.chance(0.9) ? '' : this.#directive();
    const type = getNamedType(field.type);
    const set = isLeafType(type) ? '' : ` { ${this.#ofType(type, call, below, depth - 1)} }`;
    return `${alias}${call}${directive}${set}`;
  }

  #directive(): string {
    const name = this.#random.of(['include', 'skip']);
    const value = this.#random.chance(0.5);
    if (this.#random.chance(0.5)) return ` @${name}(if: ${value})`;
    return ` @${name}(if: ${this.#variable('Boolean!', value)})`;
  }

  #variable(type: string, value: unknown): string {
    const name = this.#name('v');
    this.#definitions.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #arguments(field: GraphQLField<unknown, unknown>, parent: GraphQLObjectType): string {
    const given = field.args.filter(({ type }) => isNonNullType(type) || this.#random.chance(0.4));
    const texts = given.map((argument) => `${argument.name}: ${this.#argument(argument, field, parent)}`);
    return texts.length > 0 ? `(${texts.join(', ')})` : '';
  }

  #argument({ name, type }: GraphQLArgument, field: GraphQLField<unknown, unknown>, parent: GraphQLObjectType): string {
    const value = this.#value(type, this.#values[`${parent.name}.${field.name}.${name}`] ?? this.#values[name]);
    return this.#random.chance(0.4) ? this.#variable(String(type), value) : literal(value, type);
  }

  #value(type: GraphQLInputType, values: readonly unknown[] | undefined): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, values);
    if (isListType(type)) {
      const count = this.#random.from(0, 4);
      return Array.from({ length: count }, () => this.#value(type.ofType, values));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const given = fields.filter((field) => isNonNullType(field.type) || this.#random.chance(0.4));
      return Object.fromEntries(given.map((field) => [field.name, this.#value(field.type, this.#values[field.name])]));
    }
    const own = values ?? this.#values[type.name];
    if (own) return this.#random.of(own);
    if (isEnumType(type)) return this.#random.of(type.getValues()).name;
    if (type.name === 'Int') return this.#random.from(1, 10);
    if (type.name === 'Float') return this.#random.next();
    if (type.name === 'Boolean') return this.#random.chance(0.5);
    return this.#random.of(['alpha', 'beta', 'gamma']);
  }
}

/** A value as a document writes it: enums and members' names without quotes. */
function literal(value: unknown, type: GraphQLInputType): string {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, getNamedType(type))).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const named = getNamedType(type);
    const fields = isInputObjectType(named) ? named.getFields() : {};
    const members = Object.entries(value).map(
      ([name, member]) => `${name}: ${literal(member, fields[name]?.type ?? named)}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  return isEnumType(getNamedType(type)) && typeof value === 'string' ? value : JSON.stringify(value);
}
