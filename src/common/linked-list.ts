/** A queue with removal in constant time, which allocates nothing for an item. */

/** The links of an item, which is in one list at a time. Only the list sets them. */
export interface Linked<Item> {
  previous: Item | undefined;
  next: Item | undefined;
}

export class LinkedList<Item extends Linked<Item>> {
  #first: Item | undefined;
  #last: Item | undefined;
  #size = 0;

  get first(): Item | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an item that is in no list, as the last one. */
  push(item: Item): void {
    this.#size += 1;
    item.previous = this.#last;
    if (this.#last) this.#last.next = item;
    else this.#first = item;
    this.#last = item;
  }

  /** Removes an item that is in this list. */
  delete(item: Item): void {
    this.#size -= 1;
    if (item.previous) item.previous.next = item.next;
    else this.#first = item.next;
    if (item.next) item.next.previous = item.previous;
    else this.#last = item.previous;
    item.previous = undefined;
    item.next = undefined;
  }
}
