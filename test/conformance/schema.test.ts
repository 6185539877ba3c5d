/** The SDL by itself: it says what each thing is, and it is the one that other programs are written against. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSdl } from './sdl.js';

const design = readFileSync(new URL('design-schema.graphql', import.meta.url), 'utf8');

interface Described {
  place: string;
  description: string | null | undefined;
}

/** Everything in a schema that has room for a description, with where it is. */
function describedThings(schema: GraphQLSchema): Described[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return [
    ...types.flatMap((type) => [{ place: type.name, description: type.description }, ...membersOf(type)]),
    ...directives.flatMap(({ name, description, args }) => [
      { place: `@${name}`, description },
      ...args.map((arg) => ({ place: `@${name}(${arg.name}:)`, description: arg.description })),
    ]),
  ];
}

function membersOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => ({ place: `${type.name}.${name}`, description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, description }) => ({
      place: `${type.name}.${name}`,
      description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, description, args }) => [
    { place: `${type.name}.${name}`, description },
    ...args.map((arg) => ({ place: `${type.name}.${name}(${arg.name}:)`, description: arg.description })),
  ]);
}

const withoutSentence = (sdl: string): string[] =>
  describedThings(buildSchema(sdl))
    .filter(({ description }) => !/^\S.*[.!?]$/s.test(description ?? ''))
    .map(({ place }) => place);

describe('the SDL', () => {
  it('is a valid schema', () => {
    expect(validateSchema(buildSchema(readSdl()))).toEqual([]);
  });

  it('describes every type, field, argument, input field and enum value in a sentence', () => {
    expect(withoutSentence(readSdl())).toEqual([]);
  });

  it('is looked through to its last corner for what has no description', () => {
    const sdl = `
      directive @d(a: Int) on FIELD
      enum E { V }
      input I { f: Int }
      interface N { f: Int }
      type Query { f(a: Int): E }
      scalar S
      union U = Query
    `;
    const places = ['@d', '@d(a:)', 'E', 'E.V', 'I', 'I.f', 'N', 'N.f', 'Query', 'Query.f', 'Query.f(a:)', 'S', 'U'];
    expect(withoutSentence(sdl).sort()).toEqual(places.sort());
  });
});

describe('the SDL beside the design', () => {
  const [designed, written] = [buildSchema(design), buildSchema(readSdl())];

  it('takes nothing from it', () => {
    expect(findBreakingChanges(designed, written)).toEqual([]);
  });

  it('adds nothing to it but what Relay reads again and adds to lists, keys of all creations, and a filter without UNKNOWN', () => {
    const added = findBreakingChanges(written, designed).map(({ description }) => description);
    expect(added.sort()).toEqual([
      'CreateCustomerInput.idempotencyKey was removed.',
      'CreateTopupOrderPayload.orderEdge was removed.',
      'CreateWalletInput.idempotencyKey was removed.',
      'CreateWalletPayload.walletEdge was removed.',
      'Customer no longer implements interface Node.',
      'Node was removed.',
      'Query.node was removed.',
      'TopupOrder no longer implements interface Node.',
      'TopupStatusFilter was removed.',
      'Wallet no longer implements interface Node.',
      'Wallet.topupOrders arg withStatus was removed.',
    ]);
  });
});
