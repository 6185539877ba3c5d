/** Valid operations drawn at random from a schema, the same for the same seed. */
import {
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
  OperationTypeNode,
} from 'graphql';

export interface GeneratedOperation {
  query: string;
  variables: Record<string, unknown>;
}

/** Numbers from 0 up to and without `below`. */
export type Random = (below: number) => number;

/** mulberry32 */
export function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const MAX_DEPTH = 4;
const TYPES = [OperationTypeNode.QUERY, OperationTypeNode.QUERY, OperationTypeNode.QUERY, OperationTypeNode.MUTATION];

/** With aliases, merged duplicates, nested fragments, conditions, variables with and without defaults, and names that prototypes have. */
export function generateOperation(schema: GraphQLSchema, random: Random): GeneratedOperation {
  return new Generator(schema, random).operation();
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #fragments: string[] = [];
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  #names = 0;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  operation(): GeneratedOperation {
    const isEvent = this.#random(8) === 0;
    const type = isEvent ? OperationTypeNode.SUBSCRIPTION : this.#one(TYPES);
    const root = this.#schema.getRootType(type)!;
    // A subscription has one root field.
    const selection = isEvent ? `{ ${this.#field(root, 0)} }` : this.#selection(root, 0);
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    return {
      query: [`${type} Q${definitions} ${selection}`, ...this.#fragments].join('\n'),
      variables: this.#variables,
    };
  }

  #selection(type: GraphQLObjectType, depth: number): string {
    const selected = Array.from({ length: 1 + this.#random(4) }, () => this.#selected(type, depth));
    // The same again is merged with itself.
    if (this.#random(4) === 0) selected.push(this.#one(selected));
    return `{ ${selected.join(' ')} }`;
  }

  #selected(type: GraphQLObjectType, depth: number): string {
    const kind = this.#random(12);
    if (kind === 0) return `__typename${this.#condition()}`;
    if (kind > 2 || depth > MAX_DEPTH) return this.#field(type, depth);
    if (kind === 1)
      return `... ${this.#one(['', `on ${type.name}`])} ${this.#condition()} ${this.#selection(type, depth + 1)}`;
    const name = this.#name('F');
    this.#fragments.push(`fragment ${name} on ${type.name} ${this.#selection(type, depth + 1)}`);
    return `...${name} ${this.#condition()} ...${name}`;
  }

  #field(type: GraphQLObjectType, depth: number): string {
    const all = Object.values(type.getFields());
    const leaves = all.filter((field) => isLeafType(getNamedType(field.type)));
    const field = this.#one(depth >= MAX_DEPTH && leaves.length > 0 ? leaves : all);
    const inner = getNamedType(field.type);
    const args = field.args
      .filter((arg) => isNonNullType(arg.type) || this.#random(2) === 0)
      .map((arg) => `${arg.name}: ${this.#argument(arg.type)}`);
    // Two fields of one name must be the same field, so an alias is needed wherever that isn't sure.
    const isSure = args.length === 0 && field.args.length === 0 && isLeafType(inner) && this.#random(2) === 0;
    const alias = isSure
      ? ''
      : `${this.#random(40) === 0 ? `__proto__${this.#name('')}` : this.#name(this.#one(['a', 'toString', '_']))}: `;
    const selection = isLeafType(inner) ? '' : this.#ofType(inner, depth);
    // A subscription's root field may have no condition.
    const condition = depth === 0 ? '' : this.#condition();
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${condition} ${selection}`;
  }

  #ofType(type: GraphQLNamedType, depth: number): string {
    if (isObjectType(type)) return this.#below(type, depth);
    if (!isAbstractType(type)) return '';
    // Fields of two kinds may have one name and different types, which cannot be selected side by side.
    const kind = this.#one(this.#schema.getPossibleTypes(type));
    return `{ __typename ... on ${kind.name} ${this.#below(kind, depth)} }`;
  }

  #below(type: GraphQLObjectType, depth: number): string {
    if (depth < MAX_DEPTH) return this.#selection(type, depth + 1);
    return '{ __typename }';
  }

  #condition(): string {
    if (this.#random(5) > 0) return '';
    return ` @${this.#one(['skip', 'include'])}(if: ${this.#random(2) ? this.#variable('Boolean!', this.#random(2) === 0) : this.#one(['true', 'false'])})`;
  }

  #argument(type: GraphQLInputType): string {
    if (this.#random(3) > 0) return this.#literal(type);
    return this.#variable(String(type), this.#value(type));
  }

  #variable(type: string, value: unknown): string {
    const name = this.#name('v');
    const isDefault = this.#random(3) === 0 && typeof value !== 'object' && typeof value !== 'string';
    this.#definitions.push(`$${name}: ${isDefault ? `${type.replace('!', '')} = ${value}` : type}`);
    // The value itself, nothing at all where there is a default, null where that may be: a null condition fails when it is read.
    if (!isDefault) this.#variables[name] = value;
    else if (this.#random(8) === 0) this.#variables[name] = null;
    return `$${name}`;
  }

  #literal(type: GraphQLInputType): string {
    if (isNonNullType(type)) return this.#literal(type.ofType);
    if (isListType(type)) return `[${[0, 1].map(() => this.#literal(type.ofType)).join(', ')}]`;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || this.#random(2));
      return `{ ${fields.map((field) => `${field.name}: ${this.#argument(field.type)}`).join(', ')} }`;
    }
    if (isEnumType(type)) return this.#one(type.getValues()).name;
    if (type.name === 'JSONObject')
      return `{ n: 1.5, list: [true, null, E], s: ${this.#variable('String', 'in JSON')} }`;
    return JSON.stringify(this.#value(type));
  }

  #value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType);
    if (isListType(type)) return [this.#value(type.ofType)];
    if (isInputObjectType(type))
      return Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, this.#value(field.type)]));
    if (isEnumType(type)) return this.#one(type.getValues()).name;
    if (type.name === 'JSONObject') return { any: [1, { thing: null }] };
    return type.name === 'Int' ? 1 + this.#random(100) : `text ${this.#random(10)}`;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#random(values.length)]!;
  }
}
