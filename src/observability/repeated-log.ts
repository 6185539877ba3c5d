/** Log lines that many requests can cause: the first one at once, then one a minute with a count. */
import type { Logger } from 'pino';

type Level = 'info' | 'warn';

interface Repeated {
  level: Level;
  fields: object;
  message: string;
  /** Number of events since the last line. */
  count: number;
}

const INTERVAL_MS = 60_000;
/** Maximum number of kinds that are told apart. Further ones count as one. */
const MAX_KINDS = 500;

export class RepeatedLog {
  readonly #log: Logger;
  readonly #kinds = new Map<string, Repeated>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param kind Events of one kind share a line. No client may choose it. @param fields Of this event; the count has those of the latest. */
  write(level: Level, kind: string, fields: object, message: string): void {
    const key = this.#kinds.has(kind) || this.#kinds.size < MAX_KINDS ? kind : '';
    const known = this.#kinds.get(key);
    if (known) {
      Object.assign(known, { level, fields, message, count: known.count + 1 });
      return;
    }
    this.#kinds.set(key, { level, fields, message, count: 0 });
    this.#log[level](fields, message);
    this.#timer ??= setInterval(() => this.#tell(), INTERVAL_MS).unref();
  }

  /** Writes the counts that are due. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tell();
    this.#kinds.clear();
  }

  #tell(): void {
    for (const [kind, repeated] of this.#kinds) {
      const { level, fields, message, count } = repeated;
      if (count === 0) this.#kinds.delete(kind);
      else this.#log[level]({ ...fields, count }, message);
      repeated.count = 0;
    }
    if (this.#kinds.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
