/** The time that every answer takes, as by a network between gateway and REST API. */

/** Named ranges in milliseconds. */
export const LATENCY_PROFILES: Readonly<Record<string, string>> = {
  none: '0',
  near: '5-20',
  far: '80-200',
  slow: '500-2000',
};

interface Range {
  readonly least: number;
  readonly most: number;
}

const LONGEST_MS = 60_000;

export class Latency {
  #range: Range = { least: 0, most: 0 };

  /** @param text A name of {@link LATENCY_PROFILES}, or milliseconds: `100`, or `50-400`. @throws {RangeError} */
  set(text: string): void {
    this.#range = rangeOf(text);
  }

  /** Milliseconds for the next answer, evenly from the range. */
  next(): number {
    const { least, most } = this.#range;
    return least + Math.round(Math.random() * (most - least));
  }
}

/** @throws {RangeError} as {@link Latency.set}. */
export function rangeOf(text: string): Range {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(LATENCY_PROFILES[text] ?? text) ?? [];
  const [least, most] = [Number(from), Number(to)];
  if (least <= most && most <= LONGEST_MS) return { least, most };
  throw new RangeError(
    `a latency must be ${Object.keys(LATENCY_PROFILES).join(', ')}, or milliseconds such as 100 or 50-400`,
  );
}
