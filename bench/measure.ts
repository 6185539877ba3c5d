/** One run against one server, and how often it is repeated before it counts. */
import type { Operation } from './operations.js';
import type { Load } from './support/load.js';
import { cpuMs, residentBytes, type Server } from './support/process.js';
import type { Rest } from './support/rest.js';

export interface Contender {
  title: string;
  name: string;
  server: Server & { headers: Record<string, string> };
}

export interface Measured {
  /** Of the server's process, a completed operation. */
  cpuMs: number;
  perSecond: number;
  p50: number;
  p99: number;
  residentMb: number;
  restCalls: number;
}

export interface Bench {
  /** Of the clients. */
  connections: number;
  rest: Rest;
  load: Load;
}

/** Every operation that is begun is finished and counted, so nothing of what is measured belongs to another run. */
export async function measure(
  { connections, rest, load }: Bench,
  { server }: Contender,
  operation: Operation,
  amount: number,
) {
  const [calls, cpu] = [await rest.calls(), cpuMs(server.pid)];
  const { operations, seconds, p50, p99 } = await load.run({
    url: server.url,
    headers: { 'content-type': 'application/json', ...server.headers },
    body: operation.body,
    ids: operation.ids,
    amount,
    connections,
  });
  const measured: Measured = {
    cpuMs: (cpuMs(server.pid) - cpu) / operations,
    perSecond: operations / seconds,
    p50,
    p99,
    residentMb: residentBytes(server.pid) / 1024 ** 2,
    restCalls: ((await rest.calls()) - calls) / operations,
  };
  return measured;
}

const MIN_WARM_UPS = 3;
const MAX_WARM_UPS = 10;
const WARM_UP_SECONDS = 2;
const SETTLED = 0.05;

/**
 * Runs until two runs in a row cost the same, within a twentieth: until then it is the compiler that is measured.
 *
 * @returns how many operations take about `seconds`.
 */
export async function warmUp(bench: Bench, contender: Contender, operation: Operation, seconds: number) {
  let last = await measure(bench, contender, operation, 100);
  const amountOf = (duration: number) => Math.max(50, Math.round(last.perSecond * duration));
  for (let runs = 1; runs <= MAX_WARM_UPS; runs += 1) {
    const next = await measure(bench, contender, operation, amountOf(WARM_UP_SECONDS));
    const isSettled = Math.abs(next.cpuMs - last.cpuMs) < SETTLED * last.cpuMs;
    last = next;
    if (isSettled && runs >= MIN_WARM_UPS) break;
  }
  return amountOf(seconds);
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The median of each figure by itself. */
export function medians(runs: readonly Measured[]): Measured {
  const of = (figure: keyof Measured): number => median(runs.map((run) => run[figure]));
  return {
    cpuMs: of('cpuMs'),
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    residentMb: of('residentMb'),
    restCalls: of('restCalls'),
  };
}
