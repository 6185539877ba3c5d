/** Counting is bounded, whoever asks. */
import { expect, it } from 'vitest';
import { ANONYMOUS } from '../../../src/auth/viewer.js';
import { RateLimitedError, RateLimiter } from '../../../src/http/rate-limiter.js';

it('keeps the counts of 100,000 addresses at most, and forgets the one that asked the longest ago', async () => {
  const limit = { count: 1, windowMs: 3_600_000 };
  const rates = new RateLimiter({ limit, knowsViewers: false, redis: undefined });
  for (const address of ['first', 'second']) {
    await rates.count(ANONYMOUS, address);
    await expect(rates.count(ANONYMOUS, address)).rejects.toBeInstanceOf(RateLimitedError);
  }
  for (let index = 0; index < 99_999; index += 1) await rates.count(ANONYMOUS, `${index}`);
  await expect(rates.count(ANONYMOUS, 'second')).rejects.toBeInstanceOf(RateLimitedError);
  await expect(rates.count(ANONYMOUS, 'first')).resolves.toMatchObject({ remaining: 0 });
});
