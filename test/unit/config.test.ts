import { readFileSync } from 'node:fs';
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
      'AUTH',
    ];
    for (const name of names) expect(problems).toContain(name);
    expect(problems.split('\n')).toHaveLength(names.length);
    expect(problems).not.toMatch(/s3cret|pa55/);
  });

  it('asks for AUTH where there is a real REST API', () => {
    expect(problemsOf({ UPSTREAM_URL: 'https://api.example.com' })).toContain('AUTH');
    expect(problemsOf({ UPSTREAM_URL: 'https://api.example.com/v1', AUTH: 'none' })).toBe('');
  });

  it('is told in README, variable by variable', () => {
    const readme = readFileSync('README.md', 'utf8');
    const sources = readFileSync('src/config.ts', 'utf8');
    const names = new Set([...sources.matchAll(/'([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)'/g)].map(([, name]) => name ?? ''));
    expect(names.size).toBeGreaterThan(15);
    for (const name of names) if (name !== 'UTC') expect(readme, name).toContain(`\`${name}\``);
  });
});
