import { describe, expect, it } from 'vitest';
import { isRedisUrl, passwordRemover, redisAddress } from '../../../src/redis/redis-url.js';

describe('the URL of a Redis', () => {
  it.each([
    'redis://localhost',
    'redis://localhost/',
    'redis://localhost:6380/2',
    'rediss://user:p%40ss@redis.example.com:6379/0',
    'redis://:secret@[::1]:6379',
  ])('may be %s', (url) => expect(isRedisUrl(url)).toBe(true));

  it.each([
    '',
    'redis',
    'redis:',
    'redis://',
    'redis:///2',
    'http://localhost',
    'redis://localhost/two',
    'redis://localhost/2/3',
    'redis://localhost?db=2',
    'redis://localhost#2',
    'redis://:50%@localhost',
  ])('may not be %s', (url) => expect(isRedisUrl(url)).toBe(false));

  it('is shown without its credentials', () => {
    expect(redisAddress('rediss://user:secret@redis.example.com:6380/2')).toBe('rediss://redis.example.com:6380/2');
  });

  it('gives away what to remove from a text', () => {
    const clean = passwordRemover('redis://user:a%26b@localhost');
    expect(clean('user a&b a%26b a&b')).toBe('user *** *** ***');
    expect(passwordRemover('redis://localhost')('as it was')).toBe('as it was');
  });
});
