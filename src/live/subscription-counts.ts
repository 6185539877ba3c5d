/** Counts the subscriptions of each viewer on all transports together. */
import { nameOf, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../common/gateway-error.js';
import type { Transport } from '../observability/operation-record.js';

export class SubscriptionCounts {
  readonly #max: number;
  readonly #counts = new Map<string, number>();
  readonly #byTransport = new Map<Transport, number>([
    ['websocket', 0],
    ['sse', 0],
    ['multipart', 0],
  ]);

  /** @param maxPerViewer `MAX_SUBSCRIPTIONS_PER_VIEWER`. `Infinity` with `AUTH=none`, where all callers are one viewer. */
  constructor(maxPerViewer: number) {
    this.#max = maxPerViewer;
  }

  /** Number of subscriptions by transport. */
  get byTransport(): ReadonlyMap<Transport, number> {
    return this.#byTransport;
  }

  /** Counts one subscription. @returns its release, which can be called again. @throws {GatewayError} `LIMIT_EXCEEDED` */
  take(viewer: Viewer, transport: Transport): () => void {
    const name = nameOf(viewer);
    const count = this.#counts.get(name) ?? 0;
    if (count >= this.#max)
      throw new GatewayError(
        'LIMIT_EXCEEDED',
        `Too many subscriptions of this viewer: the limit is ${this.#max} (MAX_SUBSCRIPTIONS_PER_VIEWER).`,
      );
    this.#counts.set(name, count + 1);
    this.#add(transport, 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#add(transport, -1);
      const left = (this.#counts.get(name) ?? 1) - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    };
  }

  #add(transport: Transport, change: number): void {
    this.#byTransport.set(transport, (this.#byTransport.get(transport) ?? 0) + change);
  }
}
