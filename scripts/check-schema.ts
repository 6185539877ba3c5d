/**
 * Compares the schema with that of the last release, and with the documents of manifests.
 *
 * Usage: npm run check:schema [-- MANIFEST…]
 * Exits with 1 if a change breaks clients, or if a document of a manifest is not valid any longer.
 */
import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { readManifest } from '../src/graphql/admission/trusted-manifest.js';
import { brokenDocuments, compareSchemas } from './schema-comparison.js';

const read = (name: string): GraphQLSchema =>
  buildSchema(readFileSync(new URL(`../schema/${name}`, import.meta.url), 'utf8'));
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const report = (title: string, lines: readonly string[]): void => {
  if (lines.length > 0) print([`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n'));
};

const schema = read('schema.graphql');
const { breaking, dangerous, safe } = await compareSchemas(read('released.graphql'), schema);
const broken = process.argv
  .slice(2)
  .flatMap((path) => brokenDocuments(schema, readManifest(path)).map((line) => `${path}: ${line}`));
report('Breaking', breaking);
report('Dangerous', dangerous);
report('Safe', safe);
report('Documents that are not valid', broken);
if (breaking.length + broken.length > 0) {
  print('This breaks clients. See docs/schema-changes.md.');
  process.exitCode = 1;
} else if (dangerous.length + safe.length === 0) print('The schema is that of the last release.');
