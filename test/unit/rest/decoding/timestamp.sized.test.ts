import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { TimeZone, UTC } from '../../../../src/rest/decoding/time-zone.js';
import { toUtcTimestamp } from '../../../../src/rest/decoding/timestamp.js';
import { sized } from '../../../support/sized.js';

describe('toUtcTimestamp', () => {
  it.each([
    ['2025-11-06T02:13:00Z', 'UTC', '2025-11-06T02:13:00Z'],
    ['2025-11-06T02:13:00.120300Z', 'UTC', '2025-11-06T02:13:00.120300Z'],
    ['2025-11-06T02:13:00+08:00', 'UTC', '2025-11-05T18:13:00Z'],
    ['2025-11-06T02:13:00.5-0330', 'Asia/Shanghai', '2025-11-06T05:43:00.5Z'],
    ['2025-12-03 17:07:48', 'UTC', '2025-12-03T17:07:48Z'],
    ['2025-12-03 17:07:48', 'Asia/Shanghai', '2025-12-03T09:07:48Z'],
    ['2025-12-03 17:07:48.25', 'America/New_York', '2025-12-03T22:07:48.25Z'],
    ['2025-07-03 17:07:48', 'America/New_York', '2025-07-03T21:07:48Z'],
    ['2024-02-29T00:00:00Z', 'UTC', '2024-02-29T00:00:00Z'],
    // Skipped, and shown twice.
    ['2025-03-30 01:30:00', 'Europe/London', '2025-03-30T01:30:00Z'],
    ['2025-10-26 01:30:00', 'Europe/London', '2025-10-26T00:30:00Z'],
    ['2025-10-26 02:30:00', 'Europe/Berlin', '2025-10-26T00:30:00Z'],
    ['2025-10-26 02:00:00', 'Europe/London', '2025-10-26T02:00:00Z'],
    ['2025-04-06 01:45:00', 'Australia/Lord_Howe', '2025-04-05T14:45:00Z'],
    ['2025-12-03 17:07:48', 'Asia/Kathmandu', '2025-12-03T11:22:48Z'],
    ['2011-12-30 12:00:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
  ])('%s read in %s is %s', (text, timezone, utc) => {
    expect(toUtcTimestamp(text, timezone === 'UTC' ? UTC : new TimeZone(timezone))).toBe(utc);
  });

  it.each(['2025-02-29T00:00:00Z', '2025-13-01T00:00:00Z', '2025-01-01T24:00:00Z', '2025-01-01', 'yesterday', ''])(
    'refuses %j',
    (text) => {
      expect(() => toUtcTimestamp(text, UTC)).toThrow(RangeError);
    },
  );
});

/** What a zone's clocks show, by another way than that which is tested. */
const clocksOf = (timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });

const OWN_ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'];

describe.each(sized(OWN_ZONES.slice(1, 3), OWN_ZONES))('in a process with TZ=%s', (ownZone) => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it('every time that a zone’s clocks show is read back', () => {
    process.env.TZ = ownZone;
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(ownZone);
    const zones = Intl.supportedValuesOf('timeZone');
    const seconds = fc.integer({ min: Date.UTC(1990, 0) / 1_000, max: Date.UTC(2037, 0) / 1_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), seconds, (zone, second) => {
        const clocks = clocksOf(zone);
        const shown = clocks.format(second * 1_000);
        const read = toUtcTimestamp(shown, new TimeZone(zone));
        // Where the clocks were set back it may be the earlier one of two, and shows the same.
        expect(clocks.format(Date.parse(read))).toBe(shown);
        expect(Date.parse(read)).toBeLessThanOrEqual(second * 1_000);
        expect(Date.parse(read)).toBeGreaterThanOrEqual((second - 24 * 3_600) * 1_000);
      }),
      { numRuns: sized(50, 1_000) },
    );
  });

  it('every quarter of an hour of the days on which clocks are changed is read back', () => {
    process.env.TZ = ownZone;
    const changes: [string, string][] = [
      ['Europe/London', '2025-03-30'],
      ['Europe/London', '2025-10-26'],
      ['America/New_York', '2025-03-09'],
      ['America/New_York', '2025-11-02'],
    ];
    for (const [zone, day] of changes) {
      const timezone = new TimeZone(zone);
      const clocks = clocksOf(zone);
      const noon = Date.parse(`${day}T12:00:00Z`);
      for (let time = noon - 36 * 3_600_000; time < noon + 36 * 3_600_000; time += 15 * 60_000) {
        const shown = clocks.format(time);
        const read = Date.parse(toUtcTimestamp(shown, timezone));
        expect([time, time - 3_600_000], shown).toContain(read);
        expect(clocks.format(read)).toBe(shown);
      }
    }
  });
});
