/** Counts the subscriptions of each viewer on all transports together. */
import { nameOf, type Viewer } from '../auth/viewer.js';
import { GatewayError } from '../common/gateway-error.js';

export class SubscriptionCounts {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  /** @param maxPerViewer `MAX_SUBSCRIPTIONS_PER_VIEWER`. `Infinity` with `AUTH=none`, where all callers are one viewer. */
  constructor(maxPerViewer: number) {
    this.#max = maxPerViewer;
  }

  /** Counts one subscription. @returns its release, which can be called again. @throws {GatewayError} `LIMIT_EXCEEDED` */
  take(viewer: Viewer): () => void {
    const name = nameOf(viewer);
    const count = this.#counts.get(name) ?? 0;
    if (count >= this.#max)
      throw new GatewayError(
        'LIMIT_EXCEEDED',
        `Too many subscriptions of this viewer: the limit is ${this.#max} (MAX_SUBSCRIPTIONS_PER_VIEWER).`,
      );
    this.#counts.set(name, count + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (this.#counts.get(name) ?? 1) - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    };
  }
}
