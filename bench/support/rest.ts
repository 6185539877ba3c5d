/** The REST side, started and asked what it has seen. */
import { fork } from 'node:child_process';
import type { OrderStatus } from '../rest/answers.js';
import type { RestMessage } from '../rest/server.js';
import { answerTo, messageOf } from './messages.js';

export interface Rest {
  url: string;
  pid: number;
  /** Calls since it was started. */
  calls(): Promise<number>;
  /** What every order's status is from now on. */
  setOrders(status: OrderStatus): Promise<void>;
  stop(): void;
}

export async function startRest(): Promise<Rest> {
  const child = fork(new URL('../rest/server.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  const port = await messageOf<number>(child);
  const ask = (message: RestMessage) => answerTo<number>(child, message);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    calls: () => ask({ kind: 'calls' }),
    setOrders: async (status) => void (await ask({ kind: 'orders', status })),
    stop: () => void child.kill('SIGKILL'),
  };
}
