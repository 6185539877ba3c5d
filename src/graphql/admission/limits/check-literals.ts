/** Limits on the values that stand in a document itself. */
import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  TypeInfo,
  type TypeNode,
  typeFromAST,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { checkLength } from './check-entities.js';
import { type Limits, pastLimit } from './limits.js';

/** A variable within a JSON literal: its value's depth adds to the depth at which it stands, from 1. */
export interface EmbeddedVariable {
  name: string;
  depth: number;
}

/** @returns the variables whose values must be looked at together with their place. @throws {GatewayError} `LIMIT_EXCEEDED` */
export function checkLiterals(
  document: DocumentNode,
  schema: GraphQLSchema,
  limits: Readonly<Limits>,
): EmbeddedVariable[] {
  const literals = new Literals(limits);
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument: ({ value }) => {
        literals.check(value, typeInfo.getArgument()?.type);
        return false;
      },
      VariableDefinition: ({ defaultValue, type: typeNode }) => {
        if (levelsOf(typeNode) > limits.inputDepth) throw pastLimit('inputDepth', limits);
        const type = typeFromAST(schema, typeNode);
        if (defaultValue) literals.check(defaultValue, isInputType(type) ? type : undefined);
      },
    }),
  );
  return literals.embedded;
}

/** Lists in lists, and what is not null in between. */
function levelsOf(type: TypeNode): number {
  let levels = 0;
  for (let inner = type; inner.kind !== Kind.NAMED_TYPE; inner = inner.type) levels += 1;
  return levels;
}

class Literals {
  readonly embedded: EmbeddedVariable[] = [];
  readonly #limits: Readonly<Limits>;

  constructor(limits: Readonly<Limits>) {
    this.#limits = limits;
  }

  /** @param type Undefined where the schema has none for it: validation says so. */
  check(node: ValueNode, type: GraphQLInputType | undefined, depth = 1): void {
    if (node.kind === Kind.VARIABLE) return;
    if (type && isNonNullType(type)) {
      this.check(node, type.ofType, depth);
    } else if (type && isListType(type)) {
      const items = node.kind === Kind.LIST ? node.values : [node];
      checkLength(items, type, this.#limits);
      for (const item of items) this.check(item, type.ofType, depth);
    } else if (type && isInputObjectType(type) && node.kind === Kind.OBJECT) {
      if (depth > this.#limits.inputDepth) throw pastLimit('inputDepth', this.#limits);
      const fields = type.getFields();
      for (const { name, value } of node.fields) this.check(value, fields[name.value]?.type, depth + 1);
    } else {
      this.#checkJson(node, 1);
    }
  }

  #checkJson(node: ValueNode, depth: number): void {
    if (node.kind === Kind.VARIABLE) this.embedded.push({ name: node.name.value, depth });
    if (node.kind !== Kind.LIST && node.kind !== Kind.OBJECT) return;
    if (depth > this.#limits.inputDepth) throw pastLimit('inputDepth', this.#limits);
    const members = node.kind === Kind.LIST ? node.values : node.fields.map(({ value }) => value);
    if (node.kind === Kind.LIST && members.length > this.#limits.list) throw pastLimit('list', this.#limits);
    for (const member of members) this.#checkJson(member, depth + 1);
  }
}
