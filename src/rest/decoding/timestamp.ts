/** The REST API's dates, as RFC 3339 in UTC with the fraction that came. */
import { type TimeZone, UTC } from './time-zone.js';

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)?$/;

/**
 * A date and time that every calendar has, all but the 29th of February, as the REST API writes it: nothing is to be converted. Most are such, and
 * going by way of `Date` was a tenth of what an operation with a hundred transactions took.
 */
const IN_UTC =
  /^(?!00)\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

const MINUTE_MS = 60_000;

/**
 * @param timezone Read where the text has no zone, as an order's `created` (`2025-12-03 17:07:48`) has none.
 * @throws {RangeError} where the text is no date and time, or one that no calendar has.
 */
export function toUtcTimestamp(text: string, timezone: TimeZone): string {
  if (IN_UTC.test(text)) return text;
  const match = DATE_TIME.exec(text);
  if (!match) throw new RangeError('not a date and time');
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (isoOf(asUtc) !== `${year}-${month}-${day}T${hour}:${minute}:${second}`) {
    throw new RangeError('not a date and time');
  }
  const seconds = isoOf(toInstant(asUtc, zone, timezone));
  return fraction === undefined ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

const isoOf = (time: number): string => new Date(time).toISOString().slice(0, -'.000Z'.length);

function toInstant(asUtc: number, zone: string | undefined, timezone: TimeZone): number {
  if (zone === undefined) return timezone === UTC ? asUtc : timezone.instantOf(asUtc);
  if (zone === 'Z' || zone === 'z') return asUtc;
  const offset = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * MINUTE_MS;
  return zone.startsWith('-') ? asUtc + offset : asUtc - offset;
}
