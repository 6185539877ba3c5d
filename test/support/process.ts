/** The gateway as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { built } from './built.js';

export interface GatewayProcess {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  /** Its exit code. */
  exit: Promise<number | null>;
  /** Resolves to its address once it listens; rejects when it ends before. */
  listening: () => Promise<string>;
  run(query: string, variables?: object): Promise<unknown>;
}

export interface ProcessOptions {
  /** The file that standard error goes to, which else is collected. */
  stderr?: string;
  args?: readonly string[];
}

/** Starts a gateway on free ports; killed with the test. */
export function startProcess(env: Record<string, string>, { stderr, args = [] }: ProcessOptions = {}): GatewayProcess {
  const child = spawn(process.execPath, [built('main'), ...args], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', SIMULATOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', stderr === undefined ? 'pipe' : openSync(stderr, 'w')],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      out += chunk;
      const found = /GraphQL\s+(\S+)\/graphql/.exec(out)?.[1];
      if (found) resolve(found);
    });
    exit.then(() => reject(new Error(`it ended: ${err}`)));
  });
  url.catch(() => {});
  return {
    child,
    out: () => out,
    err: () => err,
    exit,
    listening: () => url,
    run: async (query, variables = {}) => {
      const response = await fetch(`${await url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
  };
}
