/** Relay's own compiler, run on `relay-project/` against an SDL. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getOperationAST, parse } from 'graphql';

const COMPILER = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
const PROJECT = fileURLToPath(new URL('relay-project/', import.meta.url));

const CONFIG = {
  src: './src',
  schema: './schema.graphql',
  language: 'javascript',
  artifactDirectory: './artifacts',
  persistConfig: { file: './operations.json', algorithm: 'SHA256' },
};

/** @returns each operation's text as the compiler would have it sent, by its name; rejects with what the compiler says. */
export async function compileWithRelay(sdl: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'wallet-gateway-relay-'));
  try {
    await cp(PROJECT, join(folder, 'src'), { recursive: true });
    await mkdir(join(folder, 'artifacts'));
    await writeFile(join(folder, 'schema.graphql'), sdl);
    await writeFile(join(folder, 'operations.json'), '{}');
    await writeFile(join(folder, 'relay.config.json'), JSON.stringify(CONFIG));
    await promisify(execFile)(process.execPath, [COMPILER, 'relay.config.json', '--noWatchman'], { cwd: folder });
    const persisted = JSON.parse(await readFile(join(folder, 'operations.json'), 'utf8')) as Record<string, string>;
    return Object.fromEntries(Object.values(persisted).map((text) => [nameOf(text), text]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const nameOf = (text: string): string => getOperationAST(parse(text))?.name?.value ?? '';
