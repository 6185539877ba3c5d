/** Who is measured beside the gateway, and how each is started. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { operatorToken, startGateway } from './support/gateway.js';
import { install } from './support/install.js';
import { type Command, freePort, type Server, startServer } from './support/process.js';

const run = promisify(execFile);

export interface Peer {
  /** As `--only` takes it. */
  name: string;
  title: string;
  /**
   * @param flags Node's, for all that run on it.
   * @throws {Error} where it can't be installed or started.
   */
  start(restUrl: string, flags: readonly string[]): Promise<Server & { headers: Record<string, string> }>;
}

export const GATEWAY: Peer = {
  name: 'gateway',
  title: 'Wallet Gateway',
  start: async (restUrl, flags) => ({
    ...(await startGateway(restUrl, flags)),
    headers: { authorization: `Bearer ${await operatorToken()}` },
  }),
};

/** The gateway of another checkout, which has been built: what a change is worth is seen beside what was there before. */
export const otherGateway = (folder: string, env: Readonly<Record<string, string>>): Peer => ({
  name: 'other',
  title: 'Wallet Gateway, the other checkout',
  start: async (restUrl, flags) => ({
    ...(await startGateway(restUrl, flags, env, pathToFileURL(`${resolve(folder)}/`))),
    headers: { authorization: `Bearer ${await operatorToken()}` },
  }),
});

interface Setup {
  folder: URL;
  port: number;
  restUrl: string;
  flags: readonly string[];
}

function peer(name: string, title: string, command: (setup: Setup) => Command | Promise<Command>): Peer {
  const folder = new URL(`peers/${name}/`, import.meta.url);
  const start: Peer['start'] = async (restUrl, flags) => {
    await install(folder);
    const port = await freePort();
    const { env, ...rest } = await command({ folder, port, restUrl, flags });
    const all = { NODE_ENV: 'production', PORT: String(port), REST_URL: restUrl, ...env };
    return { ...(await startServer({ cwd: fileURLToPath(folder), ...rest, env: all }, port)), headers: {} };
  };
  return { name, title, start };
}

const node = ({ flags }: Setup): Command => ({ file: process.execPath, args: [...flags, 'server.mjs'] });

const temporary = async (file: string): Promise<string> => join(await mkdtemp(join(tmpdir(), 'bench-')), file);

export const HIVE = peer('hive', 'Hive Gateway 2, OpenAPI handler', async ({ folder, port, restUrl, flags }) => {
  const supergraph = await temporary('supergraph.graphql');
  const compose = fileURLToPath(new URL('node_modules/@graphql-mesh/compose-cli/esm/bin.js', folder));
  const env = { ...process.env, REST_URL: restUrl };
  await run(process.execPath, [compose, '--output', supergraph], { cwd: fileURLToPath(folder), env });
  const gateway = 'node_modules/@graphql-hive/gateway/dist/bin.js';
  const args = ['supergraph', '--config-path', 'gateway.config.mjs', '--port', String(port), '--host', '127.0.0.1'];
  return { file: process.execPath, args: [...flags, gateway, ...args], env: { SUPERGRAPH: supergraph } };
});

export const PEERS: readonly Peer[] = [
  peer('hand-written', 'hand-written, `node:http` + undici `Pool`', node),
  GATEWAY,
  peer('mercurius', 'Mercurius with JIT', node),
  peer('yoga', 'GraphQL Yoga', node),
  peer('tailcall', 'Tailcall 1.0.0 (Rust)', async ({ folder, port, restUrl }) => {
    const template = readFileSync(new URL('config.graphql', folder), 'utf8');
    const config = await temporary('config.graphql');
    writeFileSync(config, template.replaceAll('$PORT', String(port)).replaceAll('$REST_URL', restUrl));
    return {
      file: fileURLToPath(new URL('node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall', folder)),
      args: ['start', config],
      // Otherwise it prints a line for each call.
      env: { TAILCALL_LOG_LEVEL: 'error' },
    };
  }),
  peer('apollo-server', 'Apollo Server 5 as documented', node),
];
