/** Processes of a benchmark, and what they take. */
import { type ChildProcess, fork } from 'node:child_process';
import { residentBytes } from '../support/process.js';

export interface Child {
  port: number;
  /** Resident memory in bytes, after a full collection of garbage. */
  residentBytes(): Promise<number>;
  stop(): void;
}

export async function start(script: string, env: Record<string, string> = {}): Promise<Child> {
  const child = fork(new URL(script, import.meta.url), {
    env: { ...process.env, ...env },
    execArgv: ['--import', 'tsx', '--expose-gc', '--max-semi-space-size=1'],
  });
  const { port } = await messageOf<{ port: number }>(child);
  return {
    port,
    residentBytes: async () => {
      for (let times = 0; times < 3; times += 1) {
        child.send('collect');
        await messageOf(child);
      }
      return residentBytes(child.pid ?? 0);
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)));
  });
}
