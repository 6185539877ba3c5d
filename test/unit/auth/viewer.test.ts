import { describe, expect, it } from 'vitest';
import { nameOf, type Viewer } from '../../../src/auth/viewer.js';
import { SubscriptionCounts } from '../../../src/live/subscription-counts.js';

const operator = (subject?: string): Viewer => ({ kind: 'operator', ...(subject !== undefined && { subject }) });

describe('the name of a viewer', () => {
  it('tells all viewers apart, however long or odd their subjects are', () => {
    const long = 'x'.repeat(300);
    const viewers: Viewer[] = [
      operator(),
      operator('ann'),
      operator('#ann'),
      operator('x'.repeat(255)),
      operator(long),
      operator(`${long}y`),
      operator(nameOf(operator(long)).slice('operator'.length)),
      operator(`${long}\ud800`),
      operator(`${long}\ud801`),
      { kind: 'customer', customerId: 'ann' },
      { kind: 'anonymous' },
    ];
    const names = viewers.map(nameOf);
    expect(new Set(names).size).toBe(viewers.length);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(264);
  });

  it('is that of earlier versions for an operator without a subject', () => {
    expect(nameOf(operator())).toBe('operator');
  });
});

it('subscriptions of two operators are counted apart', () => {
  const counts = new SubscriptionCounts(1);
  counts.take(operator('ann'), 'sse');
  counts.take(operator('bob'), 'sse');
  expect(() => counts.take(operator('ann'), 'sse')).toThrow(/subscriptions/);
});
