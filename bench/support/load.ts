/** The clients, started and given their work. */
import { fork } from 'node:child_process';
import type { Ids } from '../operations.js';
import { install } from './install.js';
import { answerTo, messageOf } from './messages.js';

export interface Job {
  url: string;
  headers: Record<string, string>;
  /** With `@id` where the id belongs. */
  body: string;
  /** Drawn at random; with `from`, each once and in turn from there on. */
  ids: Ids & { from?: number };
  /** Operations. */
  amount: number;
  connections: number;
}

/** Latencies are milliseconds. */
export interface LoadResult {
  operations: number;
  seconds: number;
  p50: number;
  p99: number;
}

export interface Load {
  /** @throws {Error} where an operation failed: what is measured then would be something else. */
  run(job: Job): Promise<LoadResult>;
  stop(): void;
}

const FOLDER = new URL('../load/', import.meta.url);

export async function startLoad(): Promise<Load> {
  await install(FOLDER);
  const child = fork(new URL('main.mjs', FOLDER));
  await messageOf(child);
  return {
    run: async (job) => {
      const result = await answerTo<LoadResult & { failed: number; error?: string }>(child, { ...job });
      if (result.error !== undefined) throw new Error(result.error);
      if (result.failed > 0) throw new Error(`${result.failed} of ${result.operations} operations failed`);
      return result;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}
