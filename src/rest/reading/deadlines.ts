/** One timer for all that have the same time: a timer for each read was a part of what the garbage collector copied. */
import { type Linked, LinkedList } from '../../common/linked-list.js';

export interface Timed<Item> extends Linked<Item> {
  /** By `performance.now()`. */
  readonly deadline: number;
  /** Called once, when the deadline has passed; it is no longer watched then. */
  expire(): void;
}

export class Deadlines<Item extends Timed<Item>> {
  readonly #items = new LinkedList<Item>();
  #timer: NodeJS.Timeout | undefined;

  /** @param item Whose deadline is not before that of any other. */
  watch(item: Item): void {
    this.#items.push(item);
    this.#timer ??= this.#timerFor(item);
  }

  /** @param item Which is watched. */
  forget(item: Item): void {
    this.#items.delete(item);
  }

  #timerFor({ deadline }: Item): NodeJS.Timeout {
    // A timer may come a part of a millisecond early.
    return setTimeout(() => this.#expire(), Math.max(0, Math.ceil(deadline - performance.now()))).unref();
  }

  #expire(): void {
    const now = performance.now();
    for (let item = this.#items.first; item && item.deadline <= now; item = this.#items.first) {
      this.#items.delete(item);
      item.expire();
    }
    this.#timer = this.#items.first && this.#timerFor(this.#items.first);
  }
}
