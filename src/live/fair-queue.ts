/** Reads that wait for a place in the budget: one viewer's in their order, and the viewers in turn. */

/** A read that waits. */
export interface Queued {
  /** The names of the viewers whom it is for; not empty. */
  readonly viewers: ReadonlySet<string>;
}

/**
 * A viewer with many reads waits for its own, not the others for them. What several viewers wait for is in the queue of each, and takes the turn of
 * the one that comes first.
 */
export class FairQueue<Read extends Queued> {
  /** By viewer, the next to be served first. No queue is empty. */
  readonly #queues = new Map<string, Set<Read>>();

  get isEmpty(): boolean {
    return this.#queues.size === 0;
  }

  /** @param viewers Of the read's, those whose queues it isn't in yet. */
  add(read: Read, viewers: Iterable<string> = read.viewers): void {
    for (const viewer of viewers) {
      const queue = this.#queues.get(viewer);
      if (queue) queue.add(read);
      else this.#queues.set(viewer, new Set([read]));
    }
  }

  delete(read: Read): void {
    for (const viewer of read.viewers) {
      const queue = this.#queues.get(viewer);
      queue?.delete(read);
      if (queue?.size === 0) this.#queues.delete(viewer);
    }
  }

  /** Takes out the next one; that viewer is the last then. */
  take(): Read | undefined {
    const [first] = this.#queues;
    if (!first) return undefined;
    const [viewer, queue] = first;
    const [read] = queue;
    if (!read) return undefined;
    this.delete(read);
    if (this.#queues.delete(viewer)) this.#queues.set(viewer, queue);
    return read;
  }

  clear(): void {
    this.#queues.clear();
  }
}
