import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config/config.js';
import { settingsAsEnvFile, settingsAsMarkdown } from '../../../src/config/settings-text.js';
import { problemsOf } from '../../support/config-problems.js';

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      operationTimeoutMs: 10_000,
      explorer: 'local',
      introspection: true,
    });
  });

  const REAL = { UPSTREAM_URL: 'https://api.example.com', AUTH: 'none' };

  it.each<Record<string, string>>([
    { NODE_ENV: 'production', SIMULATOR: 'on' },
    { NODE_ENV: 'production', ...REAL },
    REAL,
    { NODE_ENV: '', ...REAL },
    { NODE_ENV: ' production ', ...REAL },
  ])('is closed in production: %o', (env) => {
    const closed = { explorer: 'off', introspection: false, corsOrigins: [], reportsCalls: false, reportsCost: false };
    expect(readConfig(env)).toMatchObject(closed);
    expect(readConfig({ ...env, SANDBOX: 'on' }).explorer).toBe('sandbox');
  });

  it.each<Record<string, string>>([
    {},
    { NODE_ENV: 'development', ...REAL },
    { NODE_ENV: 'test' },
    { SIMULATOR: 'on' },
  ])('is open outside production: %o', (env) => {
    expect(readConfig(env)).toMatchObject({ explorer: 'local', introspection: true, reportsCalls: true });
  });

  it.each<[Record<string, string>, string]>([
    [{ NODE_ENV: 'production' }, 'SIMULATOR=on'],
    [{ NODE_ENV: 'production', SIMULATOR: 'off' }, 'UPSTREAM_URL'],
    [{ SIMULATOR: 'off' }, 'UPSTREAM_URL'],
    [{ NODE_ENV: 'production', UPSTREAM_URL: '', SIMULATOR: '' }, 'SIMULATOR=on'],
    [{ ...REAL, SIMULATOR: 'on' }, 'exclude each other'],
    [{ SIMULATOR: 'true' }, 'SIMULATOR must be on or off'],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV'],
    [{ NODE_ENV: 'Production', ...REAL }, 'NODE_ENV'],
    [{ UPSTREAM_AUTHORIZATION: 'Bearer x' }, 'UPSTREAM_URL'],
    [{ UPSTREAM_URI: 'https://api.example.com' }, 'UPSTREAM_URI'],
    [{ UPSTREAM_BASE_URL: 'https://api.example.com' }, 'UPSTREAM_BASE_URL'],
    [{ upstream_url: 'https://api.example.com' }, 'upstream_url'],
    [{ UPSTEAM_URL: 'https://api.example.com' }, 'UPSTEAM_URL'],
    [{ UPSTREMA_URL: 'https://api.example.com' }, 'UPSTREMA_URL'],
    [{ ...REAL, JWT_AUDIENC: 'wallet' }, 'JWT_AUDIENCE'],
    [{ ...REAL, WEBHOOK_TOKENS: 'x' }, 'WEBHOOK_TOKEN'],
  ])('%o is one problem that says what to change', (env, said) => {
    const problems = problemsOf(env);
    expect(problems).toContain(said);
    expect(problems.split('\n')).toHaveLength(1);
  });

  it('leaves variables of others alone', () => {
    const others = { HOSTS: 'x', POST: 'x', PATH: '/bin', npm_config_cache: 'x', REDIS_URL: 'x', NODE_OPTIONS: '' };
    expect(problemsOf(others)).toBe('');
    expect(problemsOf({ ...REAL, UPSTREAM_SERVICE_HOST: '10.0.0.1' })).toBe('');
  });

  it.each(['a', 'x'.repeat(31), 'é'.repeat(15)])('takes no secret %j, which can be guessed', (secret) => {
    const problems = problemsOf({ AUTH: 'jwt', JWT_SECRET: secret });
    expect(problems).toMatch(/^JWT_SECRET must be at least 32 bytes/);
    expect(problems).not.toContain(`${secret} `);
  });

  it('takes a secret of 32 bytes', () => {
    expect(problemsOf({ AUTH: 'jwt', JWT_SECRET: 'x'.repeat(32) })).toBe('');
    expect(problemsOf({ AUTH: 'jwt', JWT_SECRET: 'é'.repeat(16) })).toBe('');
  });

  it('takes no RSA key that can be factored', () => {
    const pem = (modulusLength: number) =>
      generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(problemsOf({ AUTH: 'jwt', JWT_PUBLIC_KEY: pem(1_024) })).toContain('JWT_PUBLIC_KEY');
    expect(problemsOf({ AUTH: 'jwt', JWT_PUBLIC_KEY: pem(2_048) })).toBe('');
  });

  it.each(['gw.example.com', '*.example.com, gw:8443,[::1]:4000,10.0.0.1', '*', 'gateway_1'])(
    'allows hosts %s',
    (hosts) => {
      expect(problemsOf({ ALLOWED_HOSTS: hosts })).toBe('');
    },
  );

  it.each([
    'https://gw.example.com',
    'gw.example.com/',
    '*example.com',
    '*.',
    'a b',
    'gw.example.com:99999',
    ',',
    '.example.com',
  ])('takes no %s for hosts', (hosts) => {
    expect(problemsOf({ ALLOWED_HOSTS: hosts })).toContain('ALLOWED_HOSTS');
  });

  it('reports all problems at once, each by its name, without values that may be secret', () => {
    const problems = problemsOf({
      PORT: '70000',
      UPSTREAM_URL: 'ftp://user:pa55@host',
      UPSTREAM_TIMEOUT_MS: '1.5',
      UPSTREAM_TIMEZONE: 'Mars/Olympus',
      UPSTREAM_AUTHORIZATION: 'Bearer s3cret\nx: y',
      SANDBOX: 'yes',
      CORS_ORIGINS: 'https://app.example.com/path, https://fine.example.com',
      LOG_LEVEL: 'loud',
      STORE_URL: 'ftp:',
      RATE_LIMIT: '600/2d',
      TRUST_PROXY: '10.0.0.0/8, my-proxy',
      LIMIT_BODY_BYTES: '0',
      LIMIT_HEADERS_MS: '50',
    });
    const names = [
      'PORT',
      'UPSTREAM_URL',
      'UPSTREAM_TIMEOUT_MS',
      'UPSTREAM_TIMEZONE',
      'UPSTREAM_AUTHORIZATION',
      'SANDBOX',
      'CORS_ORIGINS',
      'LOG_LEVEL',
      'STORE_URL',
      'RATE_LIMIT',
      'TRUST_PROXY',
      'LIMIT_BODY_BYTES',
      'LIMIT_HEADERS_MS',
      'AUTH',
    ];
    for (const name of names) expect(problems).toContain(name);
    expect(problems.split('\n')).toHaveLength(names.length);
    expect(problems).not.toMatch(/s3cret|pa55/);
  });

  it.each(['a+b', 'a%2Bb', 'a&b', 'a#b', 'a b', 'tökén', '令牌', 'a"b', 'a\\b', 'a<b', 'a\tb', '😀'])(
    'takes no webhook token that ?token= can’t hold: %s',
    (token) => {
      expect(problemsOf({ WEBHOOK_TOKEN: token })).toMatch(/^WEBHOOK_TOKEN must [^\n]+$/);
      expect(problemsOf({ WEBHOOK_TOKEN: token })).not.toContain(token);
    },
  );

  it.each(['-1', '301', '1.5', 'ten'])('takes no tolerance of clocks of %s s', (seconds) => {
    const env = { AUTH: 'jwt', JWT_SECRET: 's'.repeat(32), JWT_CLOCK_TOLERANCE_S: seconds };
    expect(problemsOf(env)).toContain('JWT_CLOCK_TOLERANCE_S');
    expect(readConfig({ ...env, JWT_CLOCK_TOLERANCE_S: '300' }).jwt?.[0]?.clockToleranceS).toBe(300);
    expect(readConfig({ ...env, JWT_CLOCK_TOLERANCE_S: '' }).jwt?.[0]?.clockToleranceS).toBe(10);
  });

  it.each(['600/1m', '1/1s', '5/24h'])('takes %s for a rate', (rate) => {
    expect(problemsOf({ RATE_LIMIT: rate })).toBe('');
  });

  it.each(['600', '600/m', '0/1m', '1/0s', '1/25h', '-1/1m', '1.5/1m', '600 / 1m', 'on'])(
    'takes no %s for a rate',
    (rate) => {
      expect(problemsOf({ RATE_LIMIT: rate })).toContain('RATE_LIMIT');
    },
  );

  it.each(['10.0.0.1', '10.0.0.0/8,fd00::/8', 'loopback, uniquelocal'])('trusts the proxies %s', (proxies) => {
    expect(problemsOf({ TRUST_PROXY: proxies })).toBe('');
  });

  it.each(['true', '1', '10.0.0.0/33', 'proxy.example.com', '10.0.0.1:80'])('trusts no proxy %s', (proxies) => {
    expect(problemsOf({ TRUST_PROXY: proxies })).toContain('TRUST_PROXY');
  });

  it('does not let a head take longer than its request', () => {
    expect(problemsOf({ LIMIT_REQUEST_MS: '1000', LIMIT_HEADERS_MS: '2000' })).toContain('LIMIT_HEADERS_MS');
    expect(readConfig({ LIMIT_REQUEST_MS: '1000' }).ingress.headersTimeoutMs).toBe(1_000);
  });

  it('asks for AUTH where there is a real REST API', () => {
    expect(problemsOf({ UPSTREAM_URL: 'https://api.example.com' })).toContain('AUTH');
    expect(problemsOf({ UPSTREAM_URL: 'https://api.example.com/v1', AUTH: 'none' })).toBe('');
  });

  it.each([
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['ALLOWED_HOST', 'ALLOWED_HOSTS'],
    ['AUTH_MODE', 'AUTH'],
  ])('names %s in a warning, since it resembles %s', (variable, resembles) => {
    expect(readConfig({ ...REAL, [variable]: 'x' }).misspelled).toEqual([{ variable, resembles }]);
    expect(readConfig({ ...REAL, [variable]: '' }).misspelled).toEqual([]);
  });
});

describe('a secret in a file', () => {
  const fileWith = (content: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'secret-')), 'secret');
    writeFileSync(path, content);
    return path;
  };
  const KEY = 'k'.repeat(32);

  it('is read without the line end', () => {
    const { jwt, webhook } = readConfig({
      AUTH: 'jwt',
      JWT_SECRET_FILE: fileWith(`${KEY}\n`),
      WEBHOOK_TOKEN_FILE: fileWith('t0ken\r\n'),
    });
    expect(jwt?.[0]?.key).toEqual({ secret: KEY });
    expect(webhook.tokens).toEqual(['t0ken']);
  });

  it('holds a PEM of several lines', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const path = fileWith(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    expect(readConfig({ AUTH: 'jwt', JWT_PUBLIC_KEY_FILE: path }).jwt?.[0]?.key).toHaveProperty('publicKey');
    expect(problemsOf({ AUTH: 'jwt', JWT_PUBLIC_KEY: path })).toContain('JWT_PUBLIC_KEY_FILE');
  });

  it.each([
    ['is missing', () => '/nowhere/secret', 'WEBHOOK_TOKEN_FILE names a file that cannot be read (ENOENT).'],
    ['is a folder', () => tmpdir(), 'WEBHOOK_TOKEN_FILE names a file that cannot be read (EISDIR).'],
    ['is empty', () => fileWith(' \n'), 'WEBHOOK_TOKEN_FILE must name a file of 1 to 65536 bytes.'],
    ['is too long', () => fileWith('x'.repeat(65_537)), 'WEBHOOK_TOKEN_FILE must name a file of 1 to 65536 bytes.'],
  ])('is a problem if it %s', (_, path, problem) => {
    expect(problemsOf({ WEBHOOK_TOKEN_FILE: path() })).toBe(problem);
  });

  it('excludes the variable itself', () => {
    const problems = problemsOf({ WEBHOOK_TOKEN: 'one', WEBHOOK_TOKEN_FILE: fileWith('two') });
    expect(problems).toBe('WEBHOOK_TOKEN and WEBHOOK_TOKEN_FILE exclude each other. Remove one of them.');
  });

  it('is for secrets alone', () => {
    expect(readConfig({ PORT_FILE: fileWith('1') }).port).toBe(4_000);
  });
});

describe('the table of settings', () => {
  it('is what docs/configuration.md and .env.example show', () => {
    expect(readFileSync('docs/configuration.md', 'utf8').split('<!-- settings -->\n')[1]).toBe(settingsAsMarkdown());
    expect(readFileSync('.env.example', 'utf8')).toBe(settingsAsEnvFile());
  });

  it('gives an environment without problems when every line of .env.example is used', () => {
    const lines = settingsAsEnvFile()
      .split('\n')
      .filter((line) => /^#[A-Z]/.test(line))
      .map((line) => line.slice(1).split('=', 2));
    expect(lines.length).toBeGreaterThan(50);
    const { misspelled, ...config } = readConfig(Object.fromEntries(lines));
    expect(misspelled).toEqual([]);
    expect(config).toEqual(expect.objectContaining({ port: 4_000, maxRestCalls: 300 }));
  });
});
