/** A REST API on loopback that behaves as its documentation says: the whole simulator, put together. */

import { type Fault, Faults } from './faults.js';
import { checkOptions, isHttpUrl, type SimulatorOptions } from './options.js';
import type { RecordedRequest } from './recorded-request.js';
import { addControl } from './routes/control.js';
import { Latency } from './routes/latency.js';
import { topupRoutes } from './routes/topup-routes.js';
import { walletRoutes } from './routes/wallet-routes.js';
import { sampleState } from './sample/sample-state.js';
import { addSeed } from './sample/seed.js';
import { buildServer } from './simulator-server.js';
import { Timers } from './timers.js';
import { Topups } from './topups.js';
import { Webhooks } from './webhooks.js';

export type { Fault } from './faults.js';
export type { SimulatorOptions } from './options.js';
export type { RecordedRequest } from './recorded-request.js';
export { type SeedRecord, sampleDirectory } from './sample/sample-data.js';

export interface Simulator {
  /** Its base address, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The REST calls that came, oldest first, at most the newest 1000; calls of `/_simulator/…` aren't among them. */
  readonly requests: RecordedRequest[];
  /** Where webhooks go from now on, also retries of earlier ones. Throws a TypeError unless it is an HTTP address. */
  setWebhookUrl(url: string): void;
  /** Replaces the faults. Throws a TypeError on one that can't be, and then changes nothing. */
  setFaults(faults: readonly Fault[]): void;
  /** The next `count` orders that are made end FAILED rather than COMPLETED. Throws a RangeError on a bad count. */
  failNextOrders(count: number): void;
  /**
   * Puts an order in any status (any word), credits its wallet if that is COMPLETED and it never was, and sends the webhook,
   * even if the status is what it was. From then on the order moves no more by itself. Throws where there is no such order.
   */
  setOrderStatus(orderId: string, status: string): void;
  /** Stops timers and webhooks and closes every connection. Can be called again. */
  close(): Promise<void>;
}

/**
 * Starts one, with the sample data. Rejects with a RangeError on an option that can't be, and with the listener's error
 * (`EADDRINUSE`) where the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const checked = checkOptions(options);
  const timers = new Timers();
  const faults = new Faults();
  const latency = new Latency();
  latency.set(checked.latency);
  const state = sampleState();
  if (checked.seed) addSeed(state, checked.seed, Date.now());
  const requests: RecordedRequest[] = [];
  const webhooks = new Webhooks(faults, timers, checked);
  const topups = new Topups(state, timers, checked, (order) => webhooks.announce(order));
  const app = buildServer([...walletRoutes(state), ...topupRoutes(state, topups)], {
    faults,
    latency,
    timers,
    requests,
  });
  addControl(app, { faults, latency, topups, requests });

  const stop = async () => {
    timers.close();
    await Promise.all([app.close(), webhooks.close()]);
  };
  const url = await app.listen({ host: checked.host, port: checked.port }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  let closing: Promise<void> | undefined;

  return {
    url,
    requests,
    setWebhookUrl(address) {
      if (!isHttpUrl(address)) throw new TypeError(`not an HTTP address: ${address}`);
      webhooks.setUrl(address);
    },
    setFaults: (next) => faults.set(next),
    failNextOrders(count) {
      if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a count of orders: ${count}`);
      topups.failNext(count);
    },
    setOrderStatus(orderId, status) {
      topups.setStatus(orderId, status);
    },
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
