/** The REST API's two ways to write a moment, both in UTC; `ms` is milliseconds since the epoch. */

/** RFC 3339, with a fraction only where there is one: `2025-11-06T02:13:00Z`. */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** An order's `created`, which has no zone: `2025-12-03 17:07:48`. */
export const withoutZone = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
