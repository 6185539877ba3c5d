/** Webhooks that announced a change of an order. */
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Span } from '../observability/tracer.js';

export interface ChangeNotification {
  /** Request id of the webhook, which the reads that it causes carry. */
  readonly requestId: string;
  /** Time by `performance.now()`. */
  readonly receivedAt: number;
  readonly span?: Span | undefined;
}

/** A notification by another instance's webhook: the bus carries only the id of the order. */
export const newNotification = (): ChangeNotification => ({ requestId: randomUUID(), receivedAt: performance.now() });

/** Maximum number of webhooks that are on their way through the bus. */
const MAX_PENDING = 1_000;

/** The webhooks of this process, until the bus brings them back. */
export class PendingNotifications {
  readonly #byOrder = new LRUCache<string, ChangeNotification>({ max: MAX_PENDING });

  add(orderId: string, notification: ChangeNotification): void {
    this.#byOrder.set(orderId, notification);
  }

  /** Removes and returns the notification of an order; a new one if another instance received the webhook. */
  take(orderId: string): ChangeNotification {
    const notification = this.#byOrder.get(orderId);
    this.#byOrder.delete(orderId);
    return notification ?? newNotification();
  }
}
