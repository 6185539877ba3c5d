/** Which calls have a connection to the REST API, and which wait for one. */
import { type Linked, LinkedList } from '../../common/linked-list.js';

/** A call that has a connection, or waits for one. */
export interface QueuedCall<Call> extends Linked<Call> {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** Called when it has a connection; which must be given back then. */
  begin(): void;
}

interface Queue<Call extends QueuedCall<Call>> {
  /** Calls that have a connection. */
  open: number;
  readonly waiting: LinkedList<Call>;
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
export class Connections<Call extends QueuedCall<Call>> {
  readonly #size: number;
  readonly #queues: Queue<Call>[] = [];
  readonly #queueOfEndpoint = new Map<string, Queue<Call>>();
  /** The queue that is served next. */
  #next = 0;
  #open = 0;
  #waiting = 0;

  /** @param size How many calls may have a connection at the same time. */
  constructor(size: number) {
    this.#size = size;
  }

  /** How many calls wait for a connection. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Begins it now, or as soon as there is a connection for it. */
  take(call: Call): void {
    const queue = this.#queueOf(call.endpoint);
    if (this.#mayOpen(queue)) {
      this.#begin(queue, call);
      return;
    }
    queue.waiting.push(call);
    this.#waiting += 1;
  }

  /** A call that waits doesn't any longer. */
  leave(call: Call): void {
    this.#queueOf(call.endpoint).waiting.delete(call);
    this.#waiting -= 1;
  }

  giveBack({ endpoint }: Call): void {
    this.#open -= 1;
    this.#queueOf(endpoint).open -= 1;
    if (this.#waiting > 0) this.#beginNext();
  }

  #beginNext(): void {
    for (let step = 0; step < this.#queues.length; step += 1) {
      const index = (this.#next + step) % this.#queues.length;
      const queue = this.#queues[index] as Queue<Call>;
      const { first } = queue.waiting;
      if (!first || !this.#mayOpen(queue)) continue;
      queue.waiting.delete(first);
      this.#waiting -= 1;
      this.#next = index + 1;
      this.#begin(queue, first);
      return;
    }
  }

  #begin(queue: Queue<Call>, call: Call): void {
    this.#open += 1;
    queue.open += 1;
    call.begin();
  }

  #mayOpen({ open }: Queue<Call>): boolean {
    const free = this.#size - this.#open;
    return free > 0 && open < HELD_OF_FREE * free;
  }

  #queueOf(endpoint: string): Queue<Call> {
    const known = this.#queueOfEndpoint.get(endpoint);
    if (known) return known;
    const queue: Queue<Call> = { open: 0, waiting: new LinkedList() };
    this.#queueOfEndpoint.set(endpoint, queue);
    this.#queues.push(queue);
    return queue;
  }
}
