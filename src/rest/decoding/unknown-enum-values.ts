/** Logs undocumented enum values and members, once each. */
import type { Logger } from 'pino';
import { firstCharacters } from '../../common/text.js';

/** Maximum number of values that are logged. */
const MAX_WORDS = 1_000;

export class UnknownEnumValues {
  readonly #log: Logger;
  readonly #seen = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param member Such as `order.status`. */
  note(member: string, word: string): void {
    if (!this.#isNew(`${member} ${word}`)) return;
    this.#log.warn(
      { component: 'rest', member, word: firstCharacters(word, 100) },
      'undocumented enum value in an upstream response',
    );
  }

  /** @param member Such as `order.riskScore`: clients are not shown it. */
  noteDropped(member: string): void {
    if (!this.#isNew(member)) return;
    this.#log.warn(
      { component: 'rest', member: firstCharacters(member, 100) },
      'undocumented member of an upstream response dropped; PAYMENT_INSTRUCTION_FIELDS lists the members that clients see',
    );
  }

  #isNew(key: string): boolean {
    if (this.#seen.size >= MAX_WORDS || this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}
