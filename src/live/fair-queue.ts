/** Reads that wait for the budget: in order for one viewer, and viewer by viewer in turn. */

/** A queued read. */
export interface Queued {
  /** The names of its viewers; not empty. */
  readonly viewers: ReadonlySet<string>;
}

/**
 * A viewer with many reads delays only its own. A read for several viewers is in the queue of each, and takes the turn of the first.
 */
export class FairQueue<Read extends Queued> {
  /** Queues by viewer; the first is served next. No queue is empty. */
  readonly #queues = new Map<string, Set<Read>>();

  get isEmpty(): boolean {
    return this.#queues.size === 0;
  }

  /** @param viewers The viewers in whose queues the read is not yet. */
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

  /** Removes and returns the next read. Its viewer becomes the last. */
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
