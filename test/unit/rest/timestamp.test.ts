import { describe, expect, it } from 'vitest';
import { toUtcTimestamp } from '../../../src/rest/timestamp.js';

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
  ])('%s read in %s is %s', (text, timezone, utc) => {
    expect(toUtcTimestamp(text, timezone)).toBe(utc);
  });

  it.each(['2025-02-29T00:00:00Z', '2025-13-01T00:00:00Z', '2025-01-01T24:00:00Z', '2025-01-01', 'yesterday', ''])(
    'refuses %j',
    (text) => {
      expect(() => toUtcTimestamp(text, 'UTC')).toThrow(RangeError);
    },
  );
});
