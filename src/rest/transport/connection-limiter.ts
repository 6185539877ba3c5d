/** Bounds the connections to the REST API, and queues the calls that wait for one. */
import { type Linked, LinkedList } from '../../common/linked-list.js';

/** A call that has a connection or waits for one. */
export interface QueuedCall<Call> extends Linked<Call> {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** Called when the call has a connection, which must be released later. */
  begin(): void;
}

interface Queue<Call extends QueuedCall<Call>> {
  /** Number of calls with a connection. */
  open: number;
  readonly waiting: LinkedList<Call>;
}

/**
 * The largest share of the free connections that an endpoint can hold: three quarters of all if it is alone, three quarters of the rest for a second
 * endpoint, and so on (dynamic thresholds, as in shared switch buffers). An endpoint that hangs therefore never takes the last connection.
 */
const HELD_OF_FREE = 3;

/**
 * One queue for each endpoint, served in turn. Calls wait here instead of in undici: a cancelled call costs nothing, no write leaves late, and a call
 * that never left differs from one that the REST API did not answer.
 */
export class Connections<Call extends QueuedCall<Call>> {
  readonly #size: number;
  readonly #queues: Queue<Call>[] = [];
  readonly #queueOfEndpoint = new Map<string, Queue<Call>>();
  /** Index of the queue that is served next. */
  #next = 0;
  #open = 0;
  #waiting = 0;

  /** @param size Maximum number of calls with a connection. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Number of calls that wait for a connection. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Number of calls that have a connection. */
  get open(): number {
    return this.#open;
  }

  /** Number of calls that wait, by endpoint. */
  queueLengths(): [endpoint: string, length: number][] {
    return [...this.#queueOfEndpoint].map(([endpoint, { waiting }]) => [endpoint, waiting.size]);
  }

  /** Starts the call now, or as soon as a connection is free. */
  take(call: Call): void {
    const queue = this.#queueOf(call.endpoint);
    if (this.#mayOpen(queue)) {
      this.#begin(queue, call);
      return;
    }
    queue.waiting.push(call);
    this.#waiting += 1;
  }

  /** Removes a call that waits. */
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
