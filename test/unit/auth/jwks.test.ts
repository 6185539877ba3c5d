/** Keys from an address: what may be there instead of keys, and when it is looked for again. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { JwtAuthenticator } from '../../../src/auth/authenticator.js';
import { NO_METRICS } from '../../../src/observability/metrics.js';
import { logLines } from '../../support/redis.js';
import { inSeconds } from '../../support/tokens.js';

interface Signer {
  jwk: JWK;
  /** A new token each time, of an hour. @param kid Undefined: the token doesn't say. */
  token(kid?: string): Promise<string>;
}

let tokens = 0;

async function signer(kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' },
    token: (id) => sign(privateKey, id),
  };
}

function sign(key: CryptoKey, kid: string | undefined): Promise<string> {
  tokens += 1;
  const claims = { customer_id: 'c', exp: inSeconds(3_600), jti: `${tokens}` };
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...(kid !== undefined && { kid }) }).sign(key);
}

const setOf = (...signers: Signer[]): string => JSON.stringify({ keys: signers.map(({ jwk }) => jwk) });
const send = (body: string) => (response: ServerResponse) => void response.end(body);

async function startKeys(first: (response: ServerResponse) => void) {
  const state = { respond: first, fetches: 0 };
  const server = createServer((_, response) => {
    state.fetches += 1;
    state.respond(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const lines = logLines();
  const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  const options = {
    issuer: undefined,
    audience: undefined,
    customerClaim: 'customer_id',
    operatorScope: 'operator',
    clockToleranceS: 10,
  };
  const authenticator = new JwtAuthenticator([{ ...options, key: { jwksUrl } }], {
    log: lines.log,
    metrics: NO_METRICS,
  });
  /** The customer, or the refusal's code. */
  const outcome = async (token: string): Promise<unknown> => {
    try {
      const { viewer } = await authenticator.authenticate(`Bearer ${token}`);
      return viewer.kind === 'customer' ? viewer.customerId : viewer.kind;
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };
  return { state, outcome, hasFailed: () => lines.text().includes('jwks fetch failed') };
}

/** From here on only the test moves the clock that can't be set. @returns moves it. */
function holdClock(): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  return (milliseconds) => void vi.advanceTimersByTime(milliseconds);
}

describe('what is no set of keys', () => {
  const BROKEN: [string, (other: Signer) => string][] = [
    ['a key that is a number', () => '{"keys":[42]}'],
    ['an empty set', () => '{"keys":[]}'],
    ['a web page', () => '<!doctype html><title>Sign in</title>'],
    ['2 MB, although there are keys in it', (other) => setOf(other).padEnd(2 * 1024 * 1024)],
  ];

  it.each(BROKEN)('%s: doesn’t replace those that are known', async (_, broken) => {
    const [known, other] = [await signer('k1'), await signer('k2')];
    const { state, outcome, hasFailed } = await startKeys(send(setOf(known)));
    const pass = holdClock();
    expect(await outcome(await known.token('k1'))).toBe('c');
    state.respond = send(broken(other));
    pass(600_001);
    expect(await outcome(await known.token('k1'))).toBe('c');
    await vi.waitFor(() => expect(hasFailed()).toBe(true), { timeout: 10_000, interval: 5 });
    expect(state.fetches).toBe(2);
    expect(await outcome(await known.token('k1'))).toBe('c');
  });

  it.each(BROKEN)('%s: makes no token bad at a cold start, and is got over', async (_, broken) => {
    const good = await signer('k1');
    const { state, outcome } = await startKeys(send(broken(good)));
    const pass = holdClock();
    expect(await outcome(await good.token('k1'))).toBe('AUTH_UNAVAILABLE');
    state.respond = send(setOf(good));
    pass(5_001);
    expect(await outcome(await good.token('k1'))).toBe('c');
  });
});

it('an address that hangs keeps nobody waiting once keys are known', async () => {
  const known = await signer('k1');
  const { state, outcome, hasFailed } = await startKeys(send(setOf(known)));
  const pass = holdClock();
  expect(await outcome(await known.token('k1'))).toBe('c');
  state.respond = () => {};
  pass(600_001);
  // Were it waited for, it would have been given up, and that logged, before there is an answer.
  expect(await outcome(await known.token('k1'))).toBe('c');
  expect(hasFailed()).toBe(false);
  await vi.waitFor(() => expect(state.fetches).toBe(2), { timeout: 10_000, interval: 5 });
  expect(await outcome(await known.token('k1'))).toBe('c');
  expect(hasFailed()).toBe(false);
});

it('a token that doesn’t say which of two keys it is signed with may be signed with either, and no other', async () => {
  const [one, other, stranger] = [await signer('k1'), await signer('k2'), await signer('k3')];
  const { state, outcome } = await startKeys(send(setOf(one, other)));
  expect(await outcome(await one.token())).toBe('c');
  expect(await outcome(await other.token())).toBe('c');
  expect(await outcome(await stranger.token())).toBe('UNAUTHENTICATED');
  // And one that does say must be signed with that one.
  expect(await outcome(await one.token('k2'))).toBe('UNAUTHENTICATED');
  expect(state.fetches).toBe(1);
});

it('keys are neither too old nor too new because the wall clock is set', async () => {
  const known = await signer('k1');
  const { state, outcome } = await startKeys(send(setOf(known)));
  expect(await outcome(await known.token('k1'))).toBe('c');
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  for (const hours of [-24, 48]) {
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    expect(await outcome(await known.token('k1'))).toBe('c');
  }
  expect(state.fetches).toBe(1);
});

it('keys that are replaced are looked for after 30 s, when a token names an unknown one', async () => {
  const [before, after] = [await signer('k1'), await signer('k2')];
  const { state, outcome } = await startKeys(send(setOf(before)));
  const pass = holdClock();
  expect(await outcome(await before.token('k1'))).toBe('c');
  state.respond = send(setOf(after));
  pass(30_000);
  expect(await outcome(await after.token('k2'))).toBe('UNAUTHENTICATED');
  expect(state.fetches).toBe(1);
  pass(1);
  expect(await outcome(await after.token('k2'))).toBe('c');
  expect(await outcome(await before.token('k1'))).toBe('UNAUTHENTICATED');
  expect(state.fetches).toBe(2);
});
