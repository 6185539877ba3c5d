import { GraphQLError } from 'graphql';
import { errors as jose } from 'jose';
import { ErrorReply } from 'redis';
import { errors as undici } from 'undici';
import { describe, expect, it } from 'vitest';
import { toSafeError } from '../../../src/common/safe-errors.js';

const SECRET = 's3ntinel';

function jsonError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('toSafeError', () => {
  it.each([
    [
      'undici, with an answer’s headers and body',
      new undici.ResponseError('Response Error', 500, { headers: { authorization: SECRET }, body: SECRET }),
    ],
    [
      'jose, with a token’s claims',
      new jose.JWTClaimValidationFailed('unexpected "iss" claim value', { email: SECRET }, 'iss'),
    ],
    [
      'Redis, with the command that it refused',
      new ErrorReply(`ERR unknown command 'EVAL', with args beginning with: '${SECRET}'`),
    ],
    ['JSON.parse, with what it read', jsonError(`{"amount":"${SECRET}",}`)],
    ['JSON.parse, with all that it read', jsonError(`${SECRET}`)],
    ['GraphQL, with a value', new GraphQLError(`Int cannot represent non-integer value: ${SECRET}`)],
    ['GraphQL, with a value in quotes', new GraphQLError(`Enum "A" cannot represent value: "${SECRET}"`)],
    ['one whose message has a token', new Error(`refused authorization Bearer ${SECRET}`)],
    ['one whose message has a JWT', new Error(`bad eyJhbGciOiJIUzI1NiJ9.${SECRET}.c2ln`)],
    ['one whose message has a password', new Error(`connect redis://user:${SECRET}@redis:6379`)],
    ['one whose message has a query', new Error(`POST /webhooks/topup.status?token=${SECRET}`)],
    ['one whose message has an address', new Error(`unknown ${SECRET}@example.com`)],
    ['one with more members', Object.assign(new Error('failed'), { request: { headers: SECRET }, body: SECRET })],
    [
      'one with such a cause',
      new Error('failed', { cause: new Error('deeper', { cause: new Error(`Bearer ${SECRET}`) }) }),
    ],
    ['what is no error', { password: SECRET }],
    ['a text', SECRET],
  ])('tells nothing of %s', (_, error) => {
    expect(JSON.stringify(toSafeError(error))).not.toContain(SECRET);
  });

  it('tells what it was and where', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    const told = toSafeError(new TypeError('fetch failed', { cause }));
    expect(told).toMatchObject({
      type: 'TypeError',
      message: 'fetch failed',
      stack: expect.stringMatching(/^\s+at .*safe-errors\.test/),
      cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1' },
    });
  });

  it('ends where causes go round', () => {
    const error = new Error('round');
    error.cause = error;
    expect(() => toSafeError(error)).not.toThrow();
  });
});
