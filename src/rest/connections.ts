/** Which calls have a connection to the REST API, and which wait for one. */

/** A call's turn. */
export interface Turn {
  readonly endpoint: string;
  /** Called when it has a connection; which must be given back then. */
  begin(): void;
}

interface Queue {
  /** Calls that have a connection. */
  open: number;
  readonly waiting: Set<Turn>;
}

/**
 * How much of what is free an endpoint may hold at most: three quarters of all where it is alone, three quarters of what is left then where another one
 * is, and so on (dynamic thresholds, as in shared buffers of switches). So one that hangs never takes the last connection from the others.
 */
const HELD_OF_FREE = 3;

/**
 * A queue for each endpoint, served in turn. The wait is here, and not in the HTTP library: a call that is given up costs nothing, nobody's
 * write leaves long after, and it can be told from one that the REST API didn't answer.
 */
export class Connections {
  /** How many calls may have a connection at the same time. */
  readonly size: number;
  readonly #queues: Queue[] = [];
  readonly #queueOfEndpoint = new Map<string, Queue>();
  /** Whose turn it is, of the queues. */
  #turn = 0;
  #open = 0;
  #waiting = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** How many calls wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How many connections no call has. */
  get free(): number {
    return this.size - this.#open;
  }

  /** Begins it now, or as soon as there is a connection for it. */
  take(turn: Turn): void {
    const queue = this.#queueOf(turn.endpoint);
    if (this.#mayOpen(queue)) {
      this.#begin(queue, turn);
      return;
    }
    queue.waiting.add(turn);
    this.#waiting += 1;
  }

  /** It waits no longer. @returns whether it did: if not, it has a connection. */
  leave(turn: Turn): boolean {
    if (!this.#queueOf(turn.endpoint).waiting.delete(turn)) return false;
    this.#waiting -= 1;
    return true;
  }

  giveBack({ endpoint }: Turn): void {
    this.#open -= 1;
    this.#queueOf(endpoint).open -= 1;
    if (this.#waiting > 0) this.#beginNext();
  }

  #beginNext(): void {
    for (let step = 0; step < this.#queues.length; step += 1) {
      const index = (this.#turn + step) % this.#queues.length;
      const queue = this.#queues[index] as Queue;
      const [next] = queue.waiting;
      if (!next || !this.#mayOpen(queue)) continue;
      queue.waiting.delete(next);
      this.#waiting -= 1;
      this.#turn = index + 1;
      this.#begin(queue, next);
      return;
    }
  }

  #begin(queue: Queue, turn: Turn): void {
    this.#open += 1;
    queue.open += 1;
    turn.begin();
  }

  #mayOpen({ open }: Queue): boolean {
    return this.free > 0 && open < HELD_OF_FREE * this.free;
  }

  #queueOf(endpoint: string): Queue {
    const known = this.#queueOfEndpoint.get(endpoint);
    if (known) return known;
    const queue: Queue = { open: 0, waiting: new Set() };
    this.#queueOfEndpoint.set(endpoint, queue);
    this.#queues.push(queue);
    return queue;
  }
}
