/** The inside of a measured process. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Left } from './measured-process.js';

const warnings: string[] = [];
process.on('warning', ({ message }) => warnings.push(message));

/** Says that it has started, does what it is asked, and answers with what is left. */
export function serve<Request>(
  started: object,
  work: (request: Request) => Promise<void>,
  watchedOrders: () => number,
): void {
  process.on('message', async (request: Request) => {
    await work(request);
    for (let times = 0; times < 4; times += 1) {
      await turn();
      globalThis.gc?.();
    }
    process.send?.({
      heapBytes: process.memoryUsage().heapUsed,
      timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
      watchedOrders: watchedOrders(),
      warnings,
    } satisfies Left);
  });
  process.send?.(started);
}
