/** Joins the files of `schema/`: to the one that is published, to the subgraph's for composition, and to the one that the gateway is built with. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { buildSchema, printSchema } from 'graphql';
import { subgraphSdl } from '../src/graphql/federation/federation-sdl.js';

const WHOLE = 'schema.graphql';
const SUBGRAPH = 'subgraph.graphql';
/** Written here, or kept from the last release. */
const NO_SOURCES = [WHOLE, SUBGRAPH, 'released.graphql'];

const folder = new URL('../schema/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql') && !NO_SOURCES.includes(name));
const sources = files.sort().map((name) => readFileSync(new URL(name, folder), 'utf8'));

writeFileSync(new URL(WHOLE, folder), `${printSchema(buildSchema(sources.join('\n')))}\n`);
writeFileSync(new URL(SUBGRAPH, folder), subgraphSdl(sources));
writeFileSync(
  new URL('../src/graphql/schema/generated/sdl.ts', import.meta.url),
  `/* Made by \`npm run codegen\` from schema/; do not edit. */\nexport const SDL: readonly string[] = [\n  ${sources.map((text) => JSON.stringify(text)).join(',\n  ')},\n];\n`,
);
