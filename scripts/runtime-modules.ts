/**
 * Copies the modules that the bundle leaves out, since they are machine code, with what they depend on.
 *
 * Usage: tsx scripts/runtime-modules.ts FOLDER
 */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTERNAL } from './build-options.js';

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Usage: tsx scripts/runtime-modules.ts FOLDER');

const names = new Set<string>(EXTERNAL);
for (const name of names) {
  const { dependencies = {} } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies)) names.add(dependency);
}

/** Sources in C++, and builds for other systems. */
const isNeeded = (path: string): boolean =>
  !/[/\\](deps|prebuilds[/\\](?!linux)[^/\\]+)$/.test(path) && !/\.(cc|gyp|gypi|md|ts|map)$/.test(path);

for (const name of names) {
  if (existsSync(join('node_modules', name, 'node_modules'))) throw new Error(`${name} has modules of its own`);
  cpSync(join('node_modules', name), join(target, name), { recursive: true, filter: isNeeded });
}
