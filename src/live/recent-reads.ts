/** When orders that nobody watches any longer were last read: who comes back at once gets no read that is too soon. */

/** At most five reads a second of one order, however many hints and subscribers come. In milliseconds. */
export const MIN_READ_INTERVAL_MS = 200;

/** Holds no more than what was read within one interval, and no timer. */
export class RecentReads {
  readonly #startedAt = new Map<string, number>();

  add(orderId: string, startedAt: number): void {
    const tooOld = performance.now() - MIN_READ_INTERVAL_MS;
    for (const [id, time] of this.#startedAt) {
      if (time > tooOld) break;
      this.#startedAt.delete(id);
    }
    if (startedAt > tooOld) this.#startedAt.set(orderId, startedAt);
  }

  /** @returns when the order's last read began, by `performance.now`; undefined where that is long enough ago. */
  take(orderId: string): number | undefined {
    const startedAt = this.#startedAt.get(orderId);
    this.#startedAt.delete(orderId);
    return startedAt;
  }
}
