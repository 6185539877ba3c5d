/** A real Redis of the test's own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.js';

/** Whether `redis-server` is installed; without, tests are skipped, except where everything must be tested. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis && process.env.CI) throw new Error('redis-server is not installed');
if (!hasRedis) console.warn('redis-server is not installed: its tests are skipped');

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Where its files are. */
  readonly folder: string;
  /** Kills it; what it held is gone. */
  stop(): Promise<void>;
  /** It keeps its connections, takes new ones even, and answers nothing. */
  pause(): void;
  resume(): void;
  /** Kills it, if it still runs, and starts it on the same port. */
  restart(): Promise<void>;
}

export interface TestRedisOptions {
  /** More of its command line. */
  args?: readonly string[];
  /** Not before `restart`. */
  stopped?: boolean;
}

/** Ends with the test. */
export async function startRedis({ args = [], stopped = false }: TestRedisOptions = {}): Promise<TestRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  let child: ChildProcess | undefined;

  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  const start = async (): Promise<void> => {
    child = await spawnRedis(port, folder, args);
  };
  onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  if (!stopped) await start();

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    stop,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    restart: async () => {
      await stop();
      await start();
    },
  };
}

/** Starts a sentinel that ends with the test. @param file Its configuration, which it rewrites. */
export async function startSentinel(file: string): Promise<void> {
  const child = await spawnUntil([file, '--sentinel'], /\+monitor master/);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
}

/** Resolves when it takes connections. */
async function spawnRedis(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  return spawnUntil([...own, ...args], /Ready to accept connections/);
}

async function spawnUntil(args: readonly string[], ready: RegExp): Promise<ChildProcess> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (ready.test(out)) resolve();
    });
    child.once('exit', () => reject(new Error(`redis-server ended: ${out}`)));
  });
  return child;
}

export interface LogLines {
  log: Logger;
  /** All that was logged, as text. */
  text(): string;
  entries(): Record<string, unknown>[];
  /** The messages of those that are about `name`. */
  of(name: string): string[];
}

export function logLines(): LogLines {
  const lines: string[] = [];
  const messages = () => lines.map((line) => JSON.parse(line) as { name?: string; msg: string });
  return {
    log: pino({ level: 'trace' }, { write: (line) => void lines.push(line) }),
    text: () => lines.join(''),
    entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    of: (name) => messages().flatMap((line) => (line.name === name ? [line.msg] : [])),
  };
}
