import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT } from 'jose';
import pino from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { JwtAuthenticator, type JwtOptions } from '../../../src/auth/authenticator.js';
import { readPublicKey } from '../../../src/auth/verification-keys.js';
import { NO_METRICS } from '../../../src/observability/metrics.js';
import { inSeconds, SECRET, sign, unsigned } from '../../support/tokens.js';

const log = pino({ level: 'silent' });
const authenticatorWith = (options: Partial<JwtOptions> = {}) =>
  new JwtAuthenticator(
    [
      {
        key: { secret: SECRET },
        issuer: undefined,
        audience: undefined,
        customerClaim: 'customer_id',
        operatorScope: 'wallet:operator',
        clockToleranceS: 10,
        ...options,
      },
    ],
    { log, metrics: NO_METRICS },
  );
const viewerOf = async (token: string, options: Partial<JwtOptions> = {}) =>
  (await authenticatorWith(options).authenticate(`Bearer ${token}`)).viewer;
const bad = { code: 'UNAUTHENTICATED' };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signRsa = (claims: Record<string, unknown>, alg = 'RS256', key: KeyObject = rsa.privateKey, kid = 'k1') =>
  new SignJWT({ exp: inSeconds(60), ...claims }).setProtectedHeader({ alg, kid }).sign(key);

describe('a bearer token', () => {
  it.each([
    [{ customer_id: 'cus_1' }, { kind: 'customer', customerId: 'cus_1' }],
    [{ scope: 'openid wallet:operator' }, { kind: 'operator' }],
    [{ scope: 'wallet:operator', customer_id: 'cus_1' }, { kind: 'operator' }],
    [
      { scope: 'wallet:operator', sub: 'auth0|7' },
      { kind: 'operator', subject: 'auth0|7' },
    ],
    [
      { scope: 'wallet:operator', sub: 7 },
      { kind: 'operator', subject: '7' },
    ],
    [{ scope: 'wallet:operator', sub: '' }, { kind: 'operator' }],
    [{ scope: 'wallet:operators' }, { kind: 'anonymous' }],
    [{ sub: 'someone' }, { kind: 'anonymous' }],
  ])('with %j is %j', async (claims, viewer) => {
    expect(await viewerOf(await sign(claims))).toEqual(viewer);
  });

  it('is nobody where there is none', async () => {
    expect((await authenticatorWith().authenticate(undefined)).viewer).toEqual({ kind: 'anonymous' });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['signed with another secret', () => sign({ customer_id: 'cus_1' }, 'another secret')],
    ['expired', () => sign({ customer_id: 'cus_1', exp: inSeconds(0) })],
    ['without exp', () => sign({ customer_id: 'cus_1', exp: undefined })],
    ['with exp that is no number', () => sign({ customer_id: 'cus_1', exp: 'never' })],
    ['not yet valid', () => sign({ customer_id: 'cus_1', nbf: inSeconds(60) })],
    ['unsigned', () => unsigned({ customer_id: 'cus_1', exp: inSeconds(60) })],
    ['unsigned, said to be HS256', () => unsigned({ customer_id: 'cus_1', exp: inSeconds(60) }, 'HS256')],
    ['with a customer that is no id', () => sign({ customer_id: '../cus_1' })],
    ['with a customer that is no text', () => sign({ customer_id: 7 })],
    ['of garbage', () => 'garbage'],
    ['of 100 KB', () => 'x'.repeat(100_000)],
  ])('%s is bad', async (_, token) => {
    await expect(viewerOf(await token())).rejects.toMatchObject(bad);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'token', ''])('%j is bad', async (header) => {
    await expect(authenticatorWith().authenticate(header)).rejects.toMatchObject(bad);
  });

  it('must be of the issuer and for the audience that are set', async () => {
    const options = { issuer: 'https://id.example.com', audience: 'wallets' };
    const claims = { customer_id: 'cus_1', iss: 'https://id.example.com', aud: ['wallets', 'x'] };
    expect(await viewerOf(await sign(claims), options)).toMatchObject({ kind: 'customer' });
    for (const wrong of [
      { ...claims, iss: 'https://evil.example' },
      { ...claims, aud: 'x' },
      { customer_id: 'cus_1' },
    ]) {
      await expect(viewerOf(await sign(wrong), options)).rejects.toMatchObject(bad);
    }
  });

  it('is remembered until it expires, and no longer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const authenticator = authenticatorWith();
    const token = await sign({ customer_id: 'cus_1', exp: inSeconds(60) });
    const session = await authenticator.authenticate(`bearer ${token}`);
    expect(await authenticator.authenticate(`Bearer ${token}`)).toBe(session);
    vi.setSystemTime(Date.now() + 60_000);
    await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject(bad);
  });
});

describe('the clock of an issuer', () => {
  const NOW = 1_800_000_000;
  const clockAt = (seconds: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: seconds * 1_000 });
    onTestFinished(() => void vi.useRealTimers());
  };
  const isGood = (claims: Record<string, unknown>, clockToleranceS: number) =>
    sign({ customer_id: 'cus_1', exp: NOW + 60, ...claims })
      .then((token) => viewerOf(token, { clockToleranceS }))
      .then(
        () => true,
        () => false,
      );

  it.each([0, 10, 300])('may be %i s ahead by nbf and iat, and no more', async (tolerance) => {
    clockAt(NOW);
    for (const claim of ['nbf', 'iat']) {
      expect(await isGood({ [claim]: NOW + tolerance }, tolerance), claim).toBe(true);
      expect(await isGood({ [claim]: NOW + tolerance + 1 }, tolerance), claim).toBe(false);
      expect(await isGood({ [claim]: NOW - 1_000_000 }, tolerance), claim).toBe(true);
      expect(await isGood({ [claim]: 'now' }, tolerance), claim).toBe(false);
    }
  });

  it.each([0, 10, 300])('leaves exp as it is with a tolerance of %i s', async (tolerance) => {
    clockAt(NOW);
    for (const exp of [NOW - 301, NOW - 5, NOW - 1, NOW])
      expect(await isGood({ exp }, tolerance), `${exp}`).toBe(false);
    expect(await isGood({ exp: NOW + 1 }, tolerance)).toBe(true);
  });

  it('counts where one of several keys may have signed, too', async () => {
    clockAt(NOW);
    const one = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keys = await Promise.all(
      [one, rsa].map(async ({ publicKey }) => ({ ...(await exportJWK(publicKey)), alg: 'RS256' })),
    );
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const tokenWith = (claims: Record<string, unknown>) =>
      new SignJWT({ exp: NOW + 60, customer_id: 'c', ...claims })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(rsa.privateKey);
    const options = { key: { jwksUrl } };
    expect(await viewerOf(await tokenWith({ nbf: NOW + 10, iat: NOW + 10 }), options)).toMatchObject({
      customerId: 'c',
    });
    for (const claims of [{ nbf: NOW + 11 }, { iat: NOW + 11 }, { exp: NOW }])
      await expect(viewerOf(await tokenWith(claims), options)).rejects.toMatchObject(bad);
  });
});

describe('a public key', () => {
  const options = { key: { publicKey: readPublicKey(pem.replaceAll('\n', '\\n')) } };

  it('takes the algorithms of its kind', async () => {
    for (const alg of ['RS256', 'PS256'])
      expect(await viewerOf(await signRsa({ customer_id: 'c' }, alg), options)).toMatchObject({ customerId: 'c' });
  });

  it('can’t be passed off as a secret', async () => {
    const [head, body] = [{ alg: 'HS256' }, { customer_id: 'c', exp: inSeconds(60) }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createHmac('sha256', pem).update(`${head}.${body}`).digest('base64url');
    await expect(viewerOf(`${head}.${body}.${signature}`, options)).rejects.toMatchObject(bad);
  });

  it.each(['ec', 'ed25519'] as const)('may be %s', async (kind) => {
    const { publicKey, privateKey } =
      kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
    const key = { publicKey: readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()) };
    const token = await signRsa({ customer_id: 'c' }, kind === 'ec' ? 'ES256' : 'EdDSA', privateKey);
    expect(await viewerOf(token, { key })).toMatchObject({ customerId: 'c' });
    await expect(viewerOf(await signRsa({ customer_id: 'c' }), { key })).rejects.toMatchObject(bad);
  });

  it('is refused where it is private, of another kind, or none', () => {
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const secret = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const text of [secret, x25519, 'none']) expect(() => readPublicKey(text)).toThrow();
  });
});

describe('a JWKS address', () => {
  async function startJwks() {
    const state = {
      fetches: 0,
      isDown: false,
      keys: [{ ...(await exportJWK(rsa.publicKey)), kid: 'k1', alg: 'RS256' }],
    };
    const server = createServer((_request, response) => {
      state.fetches += 1;
      response.statusCode = state.isDown ? 503 : 200;
      response.end(JSON.stringify({ keys: state.keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
    return { state, options: { key: { jwksUrl } } };
  }

  it('is asked once for many tokens, good and bad', async () => {
    const { state, options } = await startJwks();
    const authenticator = authenticatorWith(options);
    for (let index = 0; index < 10; index += 1) {
      await authenticator.authenticate(`Bearer ${await signRsa({ customer_id: `c${index}` })}`);
      await expect(
        authenticator.authenticate(`Bearer ${await signRsa({ n: index }, 'RS256', rsa.privateKey, `k${index + 2}`)}`),
      ).rejects.toMatchObject(bad);
      await expect(authenticator.authenticate(`Bearer ${await sign({ customer_id: 'c' })}`)).rejects.toMatchObject(bad);
    }
    expect(state.fetches).toBe(1);
  });

  it('may be away once its keys are known', async () => {
    const { state, options } = await startJwks();
    const authenticator = authenticatorWith(options);
    await authenticator.authenticate(`Bearer ${await signRsa({ customer_id: 'c' })}`);
    state.isDown = true;
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    vi.advanceTimersByTime(3_600_000);
    expect((await authenticator.authenticate(`Bearer ${await signRsa({ customer_id: 'd' })}`)).viewer).toMatchObject({
      customerId: 'd',
    });
    // They are looked for behind the answer, which doesn't wait.
    await vi.waitFor(() => expect(state.fetches).toBe(2));
  });

  it('that was never there makes no token bad, and is not asked for each', async () => {
    const { state, options } = await startJwks();
    state.isDown = true;
    const authenticator = authenticatorWith(options);
    for (let index = 0; index < 5; index += 1) {
      const token = await signRsa({ customer_id: `c${index}` });
      await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject({
        code: 'AUTH_UNAVAILABLE',
      });
    }
    expect(state.fetches).toBe(1);
  });
});
