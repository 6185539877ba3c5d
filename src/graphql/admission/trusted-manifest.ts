/** Reads the manifest that `TRUSTED_DOCUMENTS` names. */
import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import Type from 'typebox';
import { Compile } from 'typebox/compile';

/** The format of `@apollo/generate-persisted-query-manifest`. */
const isApolloManifest = Compile(
  Type.Object({
    format: Type.Literal('apollo-persisted-query-manifest'),
    version: Type.Literal(1),
    operations: Type.Array(Type.Object({ id: Type.String({ minLength: 1 }), body: Type.String() })),
  }),
);

/** The format of codegen's client preset and Relay's compiler: texts by hash. */
const isMapOfTexts = Compile(Type.Record(Type.String({ minLength: 1 }), Type.String()));

/**
 * @returns the texts of documents by id.
 * @throws {Error} if the file cannot be read or is no manifest, or naming the first documents that are not GraphQL.
 */
export function readManifest(path: string): ReadonlyMap<string, string> {
  const entries = entriesOf(parseJson(readFileSync(path, 'utf8')));
  if (!entries) throw new Error(`${path}: neither an Apollo manifest nor an object of texts by ids`);
  if (entries.length === 0) throw new Error(`${path}: no document`);
  const texts = new Map(entries);
  const bad = entries.filter(([id, text]) => texts.get(id) !== text || !isDocument(text)).map(([id]) => id);
  if (bad.length === 0) return texts;
  const named = bad.slice(0, 5).join(', ') + (bad.length > 5 ? ', …' : '');
  throw new Error(`${path}: no GraphQL operations, or two under one id: ${named}`);
}

function entriesOf(manifest: unknown): [id: string, text: string][] | undefined {
  if (isApolloManifest.Check(manifest)) return manifest.operations.map(({ id, body }) => [id, body]);
  if (isMapOfTexts.Check(manifest) && !Array.isArray(manifest)) return Object.entries(manifest);
  return undefined;
}

function isDocument(text: string): boolean {
  try {
    return parse(text).definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
