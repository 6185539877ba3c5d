import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.js';

const problemsOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      operationTimeoutMs: 10_000,
      sandbox: true,
      introspection: true,
    });
  });

  it('is closed in production', () => {
    expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({
      sandbox: false,
      introspection: false,
      corsOrigins: [],
    });
    expect(readConfig({ NODE_ENV: 'production', SANDBOX: 'on' }).sandbox).toBe(true);
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
    expect(readConfig({ LIMIT_REQUEST_MS: '1000' }).frontDoor.headersTimeoutMs).toBe(1_000);
  });

  it('asks for AUTH where there is a real REST API', () => {
    expect(problemsOf({ UPSTREAM_URL: 'https://api.example.com' })).toContain('AUTH');
    expect(problemsOf({ UPSTREAM_URL: 'https://api.example.com/v1', AUTH: 'none' })).toBe('');
  });

  it('is told in README, variable by variable', () => {
    const readme = readFileSync('README.md', 'utf8');
    const files = readdirSync('src').filter((name) => name.startsWith('config'));
    const sources = files.map((name) => readFileSync(`src/${name}`, 'utf8')).join('\n');
    const names = new Set([...sources.matchAll(/'([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)'/g)].map(([, name]) => name ?? ''));
    expect(names.size).toBeGreaterThan(15);
    for (const name of names) if (name !== 'UTC') expect(readme, name).toContain(`\`${name}\``);
  });
});
