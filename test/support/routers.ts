/** The example of `examples/federation`, before a gateway of the test: a subgraph of users, and a router before both. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { freePort } from './free-port.js';

const FOLDER = fileURLToPath(new URL('../../examples/federation/', import.meta.url));
const START_MS = 60_000;

export type Router = 'hive' | 'apollo';

export interface User {
  id: string;
  name: string;
  wallets: readonly string[];
}

/** Installs the example's packages, unless those of its lock file are there. */
export function installExample(): void {
  const lock = readFileSync(join(FOLDER, 'package-lock.json'), 'utf8');
  const stamp = join(FOLDER, 'node_modules/.installed-lock.json');
  if (textOf(stamp) === lock) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'ignore' });
  writeFileSync(stamp, lock);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const COMPOSITION = `
import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
const read = (path) => parse(readFileSync(path, 'utf8'));
const { errors = [], hints = [] } = composeServices([
  { name: 'wallets', url: 'http://wallets', typeDefs: read('../../schema/subgraph.graphql') },
  { name: 'users', url: 'http://users', typeDefs: read('users.graphql') },
]);
process.stdout.write(JSON.stringify({ errors: errors.map(String), hints: hints.map(String) }));
`;

/** Composes with `@apollo/composition`, in a process of its own, since it needs the example's copy of graphql. */
export const composeByApollo = (): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', COMPOSITION], { cwd: FOLDER, encoding: 'utf8' }),
  );

/** @returns the address of the router's GraphQL endpoint, which answers. */
export async function startRouter(
  router: Router,
  gatewayUrl: string,
  { users, env = {} }: { users: readonly User[]; env?: Record<string, string> },
): Promise<string> {
  const [usersPort, port] = [String(await freePort()), String(await freePort())];
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const supergraph = join(folder, 'supergraph.graphql');
  const shared = {
    PATH: process.env.PATH ?? '',
    SUPERGRAPH: supergraph,
    USERS_URL: `http://localhost:${usersPort}`,
    WALLETS_URL: `${gatewayUrl}/graphql`,
    ...env,
  };
  execFileSync(process.execPath, ['compose.mjs'], { cwd: FOLDER, env: shared });
  run([join(FOLDER, 'users.mjs')], { ...shared, PORT: usersPort, USERS: JSON.stringify(users) });
  if (router === 'apollo') run([join(FOLDER, 'apollo.mjs')], { ...shared, PORT: port });
  else {
    const bin = join(FOLDER, 'node_modules/@graphql-hive/gateway/dist/bin.js');
    run([bin, 'supergraph', supergraph, '--config-path', join(FOLDER, 'hive.mjs')], { ...shared, PORT: port });
  }
  const url = router === 'hive' ? `http://127.0.0.1:${port}/graphql` : `http://localhost:${port}/`;
  const answers = async (address: string): Promise<void> => {
    const response = await ask(address, '{ __typename }');
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
  };
  await vi.waitFor(() => Promise.all([answers(shared.USERS_URL), answers(url)]), { timeout: START_MS, interval: 200 });
  return url;
}

function run(args: readonly string[], env: Record<string, string>): void {
  const child = spawn(process.execPath, args, { cwd: FOLDER, env, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
}

export const ask = (url: string, query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
