import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../schema/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const texts = files.sort().map((name) => JSON.stringify(readFileSync(new URL(name, folder), 'utf8')));
writeFileSync(
  new URL('../src/graphql/schema/generated/sdl.ts', import.meta.url),
  `/* Made by \`npm run codegen\` from schema/; do not edit. */\nexport const SDL: readonly string[] = [\n  ${texts.join(',\n  ')},\n];\n`,
);
