import { describe, expect, it } from 'vitest';
import {
  isRedisUrl,
  parseRedisUrl,
  passwordRemover,
  type RedisPlace,
  redisAddress,
} from '../../../src/redis/redis-url.js';

const placeOf = (url: string): RedisPlace => {
  const place = parseRedisUrl(url);
  if (!place) throw new Error(`${url} is no URL of Redis`);
  return place;
};

describe('the URL of a Redis', () => {
  it.each([
    'redis://localhost',
    'redis://localhost/',
    'redis://localhost:6380/2',
    'rediss://user:p%40ss@redis.example.com:6379/0',
    'redis://:secret@[::1]:6379',
    'redis+sentinel://a:26379,b:26379/mymaster',
    'rediss+sentinel://user:p%40ss@a,b,[::1]/mymaster/2?sentinelPassword=other',
    'redis+cluster://a:6379,b:6379',
    'rediss+cluster://user:secret@cluster.example.com',
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
    'redis://a,b',
    'redis://localhost?',
    'redis+sentinel://a:26379',
    'redis+sentinel://a:26379/',
    'redis+sentinel://a:26379,/mymaster',
    'redis+sentinel://a:269999/mymaster',
    'redis+sentinel://a/mymaster/two',
    'redis+sentinel://a/mymaster?password=secret',
    'redis+sentinel://a/50%',
    'redis+cluster://',
    'redis+cluster://a/1',
    'redis+cluster://a?sentinelPassword=secret',
    'redis+pool://a',
  ])('may not be %s', (url) => expect(isRedisUrl(url)).toBe(false));

  it('is shown without its credentials', () => {
    expect(redisAddress('rediss://user:secret@redis.example.com:6380/2')).toBe('rediss://redis.example.com:6380/2');
    expect(redisAddress('redis+sentinel://:secret@a,b/mymaster?sentinelPassword=other')).toBe(
      'redis+sentinel://a,b/mymaster',
    );
  });

  it('names servers, with default ports, and what Redis and sentinels are asked with', () => {
    expect(placeOf('rediss+sentinel://u:p%40@a,[::1]:5/my%20master/2?sentinelPassword=t%26')).toEqual({
      kind: 'sentinel',
      servers: ['a:26379', '[::1]:5'],
      isTls: true,
      credentials: 'u:p%40@',
      sentinelCredentials: ':t%26@',
      primaryName: 'my master',
      database: '/2',
    });
    expect(placeOf('redis+cluster://:p@a,b:7000')).toMatchObject({ servers: ['a:6379', 'b:7000'], database: '' });
  });

  it('gives away what to remove from a text', () => {
    const clean = passwordRemover(placeOf('redis://user:a%26b@localhost'));
    expect(clean('user a&b a%26b a&b')).toBe('user *** *** ***');
    expect(passwordRemover(placeOf('redis://localhost'))('as it was')).toBe('as it was');
    const ofSentinels = passwordRemover(placeOf('redis+sentinel://:one@a/mymaster?sentinelPassword=t%26wo'));
    expect(ofSentinels('one and t&wo')).toBe('*** and ***');
  });
});
