/** A process whose memory is measured: it does what it is asked, and says what is left afterwards. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** What a process has after all garbage was collected. */
export interface Left {
  heapBytes: number;
  timers: number;
  watchedOrders: number;
  /** Node's own, such as that of too many listeners. */
  warnings: string[];
}

export interface MeasuredProcess<Started> {
  started: Started;
  ask(request: object): Promise<Left>;
}

/** @param script Its path from here; it says with its first message that it has started. Killed with the test. */
export async function startMeasured<Started>(
  script: string,
  env: Record<string, string> = {},
): Promise<MeasuredProcess<Started>> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), {
    env: { PATH: process.env.PATH ?? '', ...env },
    execArgv: ['--import', 'tsx', '--expose-gc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the process ended with ${code}`)));
  ended.catch(() => {});
  const message = async <T>(): Promise<T> => (await Promise.race([once(child, 'message'), ended]))[0] as T;
  const started = await message<Started>();
  return {
    started,
    ask: (request) => {
      const answer = message<Left>();
      child.send(request);
      return answer;
    },
  };
}
