/** Tells the log of words that the documentation doesn't have, once each. */
import type { Logger } from 'pino';

/** Words that are remembered at most; what comes after that many isn't news any longer. */
const MAX_WORDS = 1_000;

export class UnknownWords {
  readonly #log: Logger;
  readonly #seen = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param member Such as `order.status`. */
  note(member: string, word: string): void {
    const key = `${member} ${word}`;
    if (this.#seen.size >= MAX_WORDS || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#log.warn({ member, word: word.slice(0, 100) }, 'the REST API uses a word that is not in its documentation');
  }
}
