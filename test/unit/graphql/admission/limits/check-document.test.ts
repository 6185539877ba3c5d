import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../../src/graphql/admission/limits/check-document.js';
import { LIMIT_RULES, type Limits } from '../../../../../src/graphql/admission/limits/limits.js';

const DEFAULTS = Object.fromEntries(
  Object.entries(LIMIT_RULES).map(([limit, { fallback }]) => [limit, fallback]),
) as unknown as Limits;

/** The variable that names the limit; undefined where all is within. */
function refusalOf(text: string, limits: Partial<Limits> = {}): string | undefined {
  try {
    checkDocument(parse(text), { ...DEFAULTS, ...limits });
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return /\((LIMIT_\w+)\)/.exec(message)?.[1] ?? message;
  }
}

/** `count` fragments in a row, each spreading the next one twice. */
const bomb = (count: number, leaf: string): string =>
  Array.from({ length: count }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join('\n') +
  `\nfragment F${count} on Query { ${leaf} }`;
const fields = (count: number): string => Array.from({ length: count }, (_, index) => `f${index}`).join(' ');
const nested = (depth: number): string => (depth === 0 ? 'x' : `{ ${depth === 1 ? 'x' : `x ${nested(depth - 1)}`} }`);

describe('what is counted of a document', () => {
  it.each<[string, Partial<Limits>, string, string]>([
    ['depth', { depth: 3 }, '{ a { b { c __typename } } }', '{ a { b { c { d } } } }'],
    [
      'depth past fragments',
      { depth: 3 },
      '{ a { ...F } } fragment F on A { ... { b { c } } }',
      '{ a { ...F } } fragment F on A { ... { b { c { d } } } }',
    ],
    [
      'depth, the fragment first',
      { depth: 2 },
      'fragment F on A { b } { a { ...F } }',
      'fragment F on A { b { c } } { a { ...F } }',
    ],
    ['aliases', { aliases: 2 }, '{ x: a y: b c __typename }', '{ x: a y: b z: c }'],
    [
      'aliases of __typename',
      { aliases: 2 },
      '{ x: __typename y: __typename }',
      '{ x: __typename y: __typename z: __typename }',
    ],
    [
      'aliases in fragments, each time',
      { aliases: 2 },
      '{ ...F b { ...F } } fragment F on A { x: a }',
      '{ ...F b { ...F c { ...F } } } fragment F on A { x: a }',
    ],
    ['rootFields', { rootFields: 2 }, '{ a b { c d } __typename }', '{ a b ... { c } }'],
    [
      'rootFields in fragments',
      { rootFields: 2 },
      '{ ...F } fragment F on Query { a b }',
      '{ ...F ...G } fragment F on Query { a b } fragment G on Query { c }',
    ],
    ['directives', { directives: 2 }, 'query @x { a @y }', 'query ($v: Int @z) @x { a @y }'],
    ['directives that repeat', { directives: 2 }, '{ a @x @x }', '{ a @x @x @x }'],
    [
      'directives on fragments',
      { directives: 2 },
      '{ ...F @x ... @x { a } } fragment F on A { b }',
      '{ ...F @x ... @x { a } } fragment F on A { b @x }',
    ],
    ['selections', { selections: 4 }, '{ a { b c d __typename } }', '{ a { b c d e } }'],
    [
      'selections of fragments, each time',
      { selections: 6 },
      '{ ...F ...F } fragment F on A { a b }',
      '{ ...F ...F c } fragment F on A { a b }',
    ],
    ['selections, a plain __typename twice', { selections: 1 }, '{ __typename a }', '{ __typename a __typename }'],
    [
      'an operation beside the one that is meant',
      { depth: 2 },
      'query A { a } query B { a { b } }',
      'query A { a } query B { a { b { c } } }',
    ],
    [
      'an operation each for itself',
      { selections: 2 },
      'query A { a b } query B { a b }',
      'query A { a b } query B { a b c }',
    ],
    [
      'a fragment that is not used',
      { selections: 2 },
      '{ a } fragment F on A { a b }',
      '{ a } fragment F on A { a b c }',
    ],
  ])('%s', (_, limits, within, past) => {
    const [limit] = Object.keys(limits) as (keyof Limits)[];
    expect(refusalOf(within, limits)).toBeUndefined();
    expect(refusalOf(past, limits)).toBe(LIMIT_RULES[limit as keyof Limits].name);
  });

  it.each(['a', '__typename', '...F0'])('a bomb of fragments is counted, not walked, whatever is in it: %s', (leaf) => {
    const text = `{ ...F0 } ${bomb(100, leaf)}`;
    expect(refusalOf(text, { tokens: 20_000 })).toBe(
      leaf === '...F0' ? 'Cannot spread fragment "F0" within itself.' : 'LIMIT_SELECTIONS',
    );
    expect(refusalOf(`${bomb(100, leaf)} { ...F0 }`)).toBeDefined();
    expect(refusalOf(bomb(100, leaf))).toBeDefined();
  });

  it.each([
    '{ ...A } fragment A on Query { ...A }',
    '{ a } fragment A on Query { b { ...B } } fragment B on Query { ... { c { ...A } } }',
  ])('fragments that spread themselves are refused: %s', (text) => {
    expect(refusalOf(text)).toMatch(/^Cannot spread fragment/);
  });

  it('fragments and inline fragments in each other are refused before the stack is full', () => {
    const inline = `{ ${'... { '.repeat(300)} a ${'} '.repeat(300)} }`;
    expect(refusalOf(inline)).toBe('LIMIT_DEPTH');
    const chain = Array.from({ length: 2_000 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ');
    expect(refusalOf(`{ ...F0 } ${chain}`, { selections: 10_000 })).toBe('LIMIT_DEPTH');
    expect(refusalOf(nested(120), { depth: 100 })).toBe('LIMIT_DEPTH');
  });

  it('fields that validation would compare with each other too often are refused', () => {
    expect(refusalOf(`{ a { ${'b { c } '.repeat(245)} } }`)).toBe('LIMIT_SELECTIONS');
    expect(refusalOf(`{ x } fragment F on A { ${'b { c } '.repeat(245)} }`)).toBe('LIMIT_SELECTIONS');
    const spread = `{ a { ${'...F '.repeat(40)} } } fragment F on A { ${fields(20)} }`;
    expect(refusalOf(spread)).toBe('LIMIT_SELECTIONS');
    expect(refusalOf(`{ a { ${fields(900)} } }`)).toBeUndefined();
  });

  it('an unknown fragment is left to validation', () => {
    expect(refusalOf('{ ...F }')).toBeUndefined();
  });
});

describe('introspection', () => {
  it.each([0, 1, 9, 100])('in its largest form passes with a depth of types of %i', (typeDepth) => {
    for (const on of [true, false]) {
      const query = getIntrospectionQuery({
        descriptions: on,
        specifiedByUrl: on,
        directiveIsRepeatable: on,
        schemaDescription: on,
        inputValueDeprecation: on,
        experimentalDirectiveDeprecation: on,
        oneOf: on,
        typeDepth,
      });
      expect(parse(query).tokenCount).toBeLessThan(DEFAULTS.tokens);
      expect(refusalOf(query)).toBeUndefined();
      expect(refusalOf(query, { depth: 1, selections: 1 })).toBeUndefined();
    }
  });

  it('has limits of its own, and the rest keeps its own', () => {
    const deep = (depth: number) => `{ __schema { types ${'{ ofType '.repeat(depth)} { name } ${'}'.repeat(depth)} } }`;
    expect(refusalOf(deep(110))).toBeUndefined();
    expect(refusalOf(deep(130))).toBe('LIMIT_DEPTH');
    expect(refusalOf('{ __schema { a } a { b { c } } }', { depth: 2 })).toBe('LIMIT_DEPTH');
    const wide = `{ ${'...F '.repeat(9)} } fragment F on Query { __schema { ...G } } fragment G on T { ${fields(300)} }`;
    expect(refusalOf(wide)).toBe('LIMIT_SELECTIONS');
    expect(refusalOf('{ a: __type b: __type c: __schema }', { aliases: 2 })).toBe('LIMIT_ALIASES');
  });
});
