import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { brokenDocuments, compareSchemas } from '../../scripts/schema-comparison.js';

const RELEASED = `
  enum Status { OPEN CLOSED }
  type Query { order(id: ID!): Order }
  type Order { id: ID! status: Status! note: String old: String @deprecated(reason: "Use note.") }`;
const compare = (change: (sdl: string) => string) =>
  compareSchemas(buildSchema(RELEASED), buildSchema(change(RELEASED)));

describe('a change of the schema', () => {
  it.each<[string, (sdl: string) => string, RegExp]>([
    ['that removes a field', (sdl) => sdl.replace('note: String', ''), /'note'.* removed/],
    [
      'that lets a field be null',
      (sdl) => sdl.replace('status: Status!', 'status: Status'),
      /'Order.status' changed type/,
    ],
    ['that removes an enum value', (sdl) => sdl.replace('CLOSED', ''), /'CLOSED' was removed/],
    ['that requires an argument', (sdl) => sdl.replace('id: ID!)', 'id: ID!, of: ID!)'), /'of: ID!' added/],
  ])('%s is breaking', async (_, change, message) => {
    const { breaking } = await compare(change);
    expect(breaking).toEqual([expect.stringMatching(message)]);
  });

  it('that adds an enum value is dangerous, and one that adds a field safe', async () => {
    expect(await compare((sdl) => sdl.replace('CLOSED', 'CLOSED LOST'))).toMatchObject({
      breaking: [],
      dangerous: [expect.stringContaining('LOST')],
    });
    expect(await compare((sdl) => sdl.replace('note: String', 'note: String more: Int'))).toMatchObject({
      breaking: [],
      dangerous: [],
      safe: [expect.stringContaining('more')],
    });
  });

  it('may remove what a release deprecated', async () => {
    const { breaking } = await compare((sdl) => sdl.replace(/old: String.*\)/, ''));
    expect(breaking).toEqual([]);
  });
});

it('documents that are not valid are named', () => {
  const documents = new Map([
    ['a', 'query Fine { order(id: "1") { status } }'],
    ['b', 'query Broken { order(id: "1") { amount } }'],
    ['c', '{ orders { id } }'],
  ]);
  expect(brokenDocuments(buildSchema(RELEASED), documents)).toEqual([
    expect.stringMatching(/^Broken: Cannot query field "amount"/),
    expect.stringMatching(/^c: Cannot query field "orders"/),
  ]);
});
