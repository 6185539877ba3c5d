/** The REST API's dates, as RFC 3339 in UTC with the fraction that came. */
import { TZDateMini } from '@date-fns/tz';

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:?\d\d)?$/;

/**
 * A date and time that every calendar has, all but the 29th of February, as the REST API writes it: nothing is to be converted. Most are such, and
 * going by way of `Date` was a tenth of what an operation with a hundred transactions took.
 */
const IN_UTC =
  /^(?!00)\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/**
 * @param timezone IANA name; read where the text has no zone, as an order's `created` (`2025-12-03 17:07:48`) has none.
 * @throws {RangeError} where the text is no date and time, or one that no calendar has.
 */
export function toUtcTimestamp(text: string, timezone: string): string {
  if (IN_UTC.test(text)) return text;
  const match = DATE_TIME.exec(text);
  if (!match) throw new RangeError('not a date and time');
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const asUtc = new Date(Date.UTC(...parts));
  if (asUtc.toISOString().slice(0, 19) !== `${year}-${month}-${day}T${hour}:${minute}:${second}`) {
    throw new RangeError('not a date and time');
  }

  const instant = toInstant(asUtc, parts, zone, timezone);
  const seconds = instant.toISOString().slice(0, -'.000Z'.length);
  return fraction === undefined ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

type DateParts = readonly [number, number, number, number, number, number];

function toInstant(asUtc: Date, parts: DateParts, zone: string | undefined, timezone: string): Date {
  if (zone === undefined) return timezone === 'UTC' ? asUtc : new Date(new TZDateMini(...parts, timezone).getTime());
  if (zone === 'Z' || zone === 'z') return asUtc;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  const offset = (hours * 60 + minutes) * (zone.startsWith('-') ? -1 : 1);
  return new Date(asUtc.getTime() - offset * 60_000);
}
