/** One who watches an order, and what must be true of what it sees. */
import assert from 'node:assert/strict';
import type { Subscriber } from '../../src/live/subscriber.js';
import { isTerminal, rankOf, toTopupStatus } from '../../src/topup/topup-status.js';

export interface SpectatorOptions {
  /** The state in which the order was when it joined, by its place in the order's history. */
  joinedAt: number;
  /** Whether the directory knows the order; if not, a first read that fails ends the subscription. */
  isKnown: boolean;
  /** What it does after each state before it takes the next one. */
  pause: () => Promise<void> | undefined;
}

export class Spectator {
  readonly orderId: string;
  /** Left, was refused, or lost its connection. */
  isGone = false;
  /** The subscription told its end by itself. */
  isEnded = false;
  readonly #seen: string[] = [];
  readonly #subscriber: Subscriber;
  readonly #options: SpectatorOptions;

  constructor(orderId: string, subscriber: Subscriber, options: SpectatorOptions) {
    this.orderId = orderId;
    this.#subscriber = subscriber;
    this.#options = options;
    void this.#watch();
  }

  get isWatching(): boolean {
    return !this.isGone && !this.isEnded;
  }

  leave(): void {
    this.isGone = true;
    void this.#subscriber.return();
  }

  /**
   * @param history The order's states so far.
   * @param isOver Whether all of them have been read.
   * @param mayLag Whether a read may have shown an earlier one.
   */
  check(history: readonly string[], { isOver, mayLag }: { isOver: boolean; mayLag: boolean }): void {
    const seen = this.#seen;
    const story = `${this.orderId}: ${history.join()}; seen: ${seen.join()}`;
    const known = knownRanks(seen);
    assert(isRising(known), `backwards, or twice; ${story}`);
    assert(!seen.some((word, index) => word === seen[index - 1]), `twice in a row; ${story}`);
    assert(
      seen.every((word) => history.includes(word)),
      `never so; ${story}`,
    );
    assert(!seen.slice(0, -1).some(isLast), `something after the end; ${story}`);
    const [first] = seen;
    const isNew = first === undefined || history.lastIndexOf(first) >= this.#options.joinedAt;
    assert(mayLag || isNew, `older than its joining; ${story}`);
    assert(this.isGone || !this.isEnded || seen.some(isLast), `ended before the order did; ${story}`);
    if (isOver && !this.isGone) this.#checkEnd(history, story);
  }

  #checkEnd(history: readonly string[], story: string): void {
    const last = history.at(-1) ?? '';
    assert.equal(this.isEnded, isLast(last), `not ended with the order, or before; ${story}`);
    // A status that came back after an unknown word is not told again.
    if (rank(last) === -1) assert.equal(this.#seen.at(-1), last, `the last state is missing; ${story}`);
    else assert.equal(knownRanks(this.#seen).at(-1), rank(last), `the last state is missing; ${story}`);
  }

  async #watch(): Promise<void> {
    if (!this.#options.isKnown && (await this.#subscriber.firstRead()).kind !== 'order') return this.leave();
    for await (const { rawStatus } of this.#subscriber) {
      this.#seen.push(rawStatus);
      await this.#options.pause();
    }
    this.isEnded = true;
  }
}

/** How far a state is; -1 for one that nobody knows. */
export const rank = (word: string): number => rankOf(toTopupStatus(word));
const isLast = (word: string): boolean => isTerminal(toTopupStatus(word));
const knownRanks = (words: readonly string[]): number[] => words.map(rank).filter((known) => known >= 0);
const isRising = (ranks: readonly number[]): boolean =>
  ranks.every((known, index) => index === 0 || known > (ranks[index - 1] ?? 0));
