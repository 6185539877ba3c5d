/** Carries change notifications, the ids of changed orders, from the webhook route to the watchers. */
export interface Bus {
  /** Whether other processes publish on the bus too. */
  readonly isShared: boolean;
  /** Resolves when the notification is published; rejects if the bus is unavailable. */
  publish(orderId: string): Promise<void>;
  subscribe(listener: (orderId: string) => void): void;
  close(): Promise<void>;
}

/** The bus of one process. */
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
