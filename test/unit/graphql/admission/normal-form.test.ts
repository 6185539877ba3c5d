import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { normalForm } from '../../../../src/graphql/admission/normal-form.js';

const of = (text: string): string => normalForm(parse(text));

describe('the normal form of a document', () => {
  it.each([
    ['the order of fields', '{ a b { c d } }', '{ b { d c } a }'],
    ['the order of arguments and of members', '{ a(x: 1, y: { p: 1, q: 2 }) }', '{ a(y: { q: 2, p: 1 }, x: 1) }'],
    [
      'the order of variables',
      'query ($a: ID, $b: ID) { f(a: $a, b: $b) }',
      'query ($b: ID, $a: ID) { f(a: $a, b: $b) }',
    ],
    ['the order of definitions', 'fragment F on A { x } { ...F }', '{ ...F } fragment F on A { x }'],
    ['plain __typename', '{ a { b } }', '{ a { __typename b __typename } }'],
    ['what is below a mutation’s root fields', 'mutation { a { b c } }', 'mutation { a { c b __typename } }'],
  ])('does not tell %s', (_, one, other) => {
    expect(of(one)).toBe(of(other));
  });

  it.each([
    ['the order of a mutation’s root fields', 'mutation { a b }', 'mutation { b a }'],
    [
      '… in a fragment',
      'mutation { ...F } fragment F on Mutation { a b }',
      'mutation { ...F } fragment F on Mutation { b a }',
    ],
    [
      '… in an inline fragment',
      'mutation { ... @include(if: true) { a b } }',
      'mutation { ... @include(if: true) { b a } }',
    ],
    ['an alias of __typename', '{ a { t: __typename b } }', '{ a { b } }'],
    ['a condition of __typename', '{ a { __typename @skip(if: true) b } }', '{ a { b } }'],
    ['__typename alone', '{ a { __typename } }', '{ a { b } }'],
    ['a literal', '{ a(x: 1) }', '{ a(x: 2) }'],
    ['the order of a list', '{ a(x: [1, 2]) }', '{ a(x: [2, 1]) }'],
    ['an alias', '{ a: b }', '{ b }'],
    ['a directive', '{ a @skip(if: true) }', '{ a }'],
  ])('tells %s', (_, one, other) => {
    expect(of(one)).not.toBe(of(other));
  });
});
