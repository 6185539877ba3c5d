/** Processes of the bench, and what they take by Linux's account of them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Command {
  file: string;
  args: readonly string[];
  cwd?: string;
  env?: Record<string, string>;
}

export interface Server {
  pid: number;
  url: string;
  stop(): Promise<void>;
}

const TICK_MS = 10;
const PAGE_BYTES = 4_096;
const START_TIMEOUT_MS = 30_000;

/** User and system time of all the process's threads in milliseconds, to the kernel's tick of ten. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets, which may hold spaces; these two are the 14th and 15th.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

export const residentBytes = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/**
 * Starts a GraphQL server and waits until it answers by HTTP, whatever it says.
 *
 * @throws {Error} with the end of what it printed, where it ends instead or takes more than half a minute.
 */
export async function startServer({ file, args, cwd, env }: Command, port: number): Promise<Server> {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-500);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(`it ended: ${printed.trim()}`));
  });
  const url = `http://127.0.0.1:${port}/graphql`;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const timeout = wait(START_TIMEOUT_MS, `it didn’t answer within ${START_TIMEOUT_MS / 1_000} s: ${printed.trim()}`, {
    ref: false,
  });
  const failure = await Promise.race([answers(url), ended, timeout]);
  if (failure === undefined && child.pid !== undefined) return { pid: child.pid, url, stop };
  await stop();
  throw new Error(failure);
}

async function answers(url: string): Promise<undefined> {
  for (;;) {
    const response = await fetch(url, { method: 'POST', body: '' }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response) return;
    await wait(10);
  }
}
