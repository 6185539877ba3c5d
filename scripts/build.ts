/**
 * Makes what `node dist/main.js` runs: the sources with what they depend on, in a few files. To find and read some 1,600
 * files one by one was more than half of the time that a start took.
 *
 * Usage: tsx scripts/build.ts [FOLDER]
 */
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { EXTERNAL } from './build-options.js';

const [folder = 'dist'] = process.argv.slice(2);
const cwd = fileURLToPath(new URL('..', import.meta.url));

await build({
  cwd,
  input: {
    main: 'src/main.ts',
    simulator: 'src/simulator/run-simulator.ts',
    token: 'src/commands/token.ts',
    'erase-customer': 'src/commands/erase-customer.ts',
    store: 'src/commands/store/store-command.ts',
    'send-webhook': 'src/commands/send-webhook.ts',
    'repair-store': 'src/commands/repair-store.ts',
    idempotency: 'src/commands/idempotency.ts',
    doctor: 'src/commands/doctor.ts',
  },
  platform: 'node',
  external: [...EXTERNAL],
  output: {
    dir: folder,
    cleanDir: true,
    // Errors are told apart, and logged, by their names.
    keepNames: true,
    // Node keeps the source in memory: with a single character past Latin-1 it takes twice the room.
    charset: 'ascii',
    comments: { annotation: false, jsdoc: false },
  },
});

const altair = join(dirname(createRequire(import.meta.url).resolve('altair-static')), 'dist');
cpSync(altair, join(resolve(cwd, folder), 'explorer'), { recursive: true });
