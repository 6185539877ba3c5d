/** A time zone's clocks, by `Intl` alone: `Date` goes by the process's own `TZ`, and so do libraries that are built on it. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Further than any zone is from UTC, and shorter than the time between two changes of any zone's clocks. */
const DAY_MS = 24 * HOUR_MS;
/** At the end of a date such as `12/3/2025, GMT+08:00`; `GMT` alone is no offset. */
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

export class TimeZone {
  /** Kept, since making one takes longer than using it a hundred times. */
  readonly #format: Intl.DateTimeFormat;

  /** @param name An IANA name. @throws {RangeError} where there is no such zone. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  }

  /**
   * When these clocks show what UTC's show at `asUtc`. A time that they showed twice is the earlier one; one that they skipped is counted from
   * before the skip (ECMAScript, *UTC(t)*).
   */
  instantOf(asUtc: number): number {
    const before = this.#offsetAt(asUtc - DAY_MS);
    const after = this.#offsetAt(asUtc + DAY_MS);
    if (before === after) return asUtc - before;
    for (const offset of [Math.max(before, after), Math.min(before, after)])
      if (this.#offsetAt(asUtc - offset) === offset) return asUtc - offset;
    return asUtc - before;
  }

  /** How far these clocks are ahead of UTC, in milliseconds. */
  #offsetAt(time: number): number {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(this.#format.format(time)) ?? [];
    const offset = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS;
    return sign === '-' ? -offset : offset;
  }
}

/** Asked for no offset: nothing is to be converted. */
export const UTC = new TimeZone('UTC');
