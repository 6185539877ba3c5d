/** Carries the ids of orders that changed from whoever takes the webhook to whoever watches. */
export interface Bus {
  /** Whether other processes publish on it too. */
  readonly isShared: boolean;
  /** Resolves when the hint is on its way; rejects when the bus is down. */
  publish(orderId: string): Promise<void>;
  subscribe(listener: (orderId: string) => void): void;
  close(): Promise<void>;
}

/** For one process. */
export class MemoryBus implements Bus {
  readonly isShared = false;
  readonly #listeners = new Set<(orderId: string) => void>();

  async publish(orderId: string): Promise<void> {
    for (const listener of this.#listeners) listener(orderId);
  }

  subscribe(listener: (orderId: string) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
