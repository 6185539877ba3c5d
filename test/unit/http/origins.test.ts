import { describe, expect, it } from 'vitest';
import { createOriginCheck, isOriginEntry } from '../../../src/http/origins.js';

const EXTENSION = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';

describe('an entry of CORS_ORIGINS', () => {
  it.each<[entry: string, allowed: string[], refused: string[]]>([
    [
      'https://app.example.com',
      ['https://app.example.com'],
      ['http://app.example.com', 'https://app.example.com:8443'],
    ],
    ['http://localhost:*', ['http://localhost', 'http://localhost:3000'], ['https://localhost', 'http://a.localhost']],
    [
      'capacitor://localhost',
      ['capacitor://localhost'],
      ['capacitor://localhost.evil', 'ionic://localhost', 'http://localhost'],
    ],
    ['ionic://localhost', ['ionic://localhost'], ['ionic://', 'ionic://localhost:80']],
    ['tauri://localhost', ['tauri://localhost'], ['tauri://evil']],
    [EXTENSION, [EXTENSION], [`${EXTENSION}a`, 'chrome-extension://bbcdefghijklmnopabcdefghijklmnop']],
    ['moz-extension://a1-b2', ['moz-extension://a1-b2'], ['moz-extension://a1']],
    [
      'https://*.example.com',
      ['https://a.example.com', 'https://a.b.c.example.com', 'https://xn--4gq48lf9j.example.com'],
      [
        'https://example.com',
        'https://evilexample.com',
        'https://.example.com',
        'https://a.example.com.evil.com',
        'https://a.example.com:8443',
        'http://a.example.com',
        'https://a.example.com/',
        'https://u@a.example.com',
        'https://a.example.com.',
        'https://evil.com#.example.com',
        'https://A.example.com',
        'capacitor://a.example.com',
        'null',
        '',
      ],
    ],
    [
      'https://*.example.com:8443',
      ['https://a.example.com:8443'],
      ['https://a.example.com', 'https://a.example.com:1'],
    ],
    ['https://*.example.com:*', ['https://a.example.com', 'https://a.example.com:1'], ['https://example.com:1']],
    ['http://*.localhost:*', ['http://app.localhost:5173'], ['http://localhost:5173']],
    ['*', ['https://anyone.example', 'null'], []],
  ])('%s', (entry, allowed, refused) => {
    expect(isOriginEntry(entry)).toBe(true);
    const isAllowed = createOriginCheck(['https://other.example', entry], () => false);
    expect([...allowed, ...refused].filter((origin) => isAllowed(origin, undefined))).toEqual(allowed);
    expect(isAllowed(undefined, undefined)).toBe(true);
  });

  it.each([
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://user@app.example.com',
    'https://app.example.com?x',
    'https://app.example.com:443',
    'https://App.example.com',
    'https://*',
    'https://*.',
    'https://*.com',
    'https://*.*.example.com',
    'https://a.*.example.com',
    'https://*example.com',
    'https://*.127.0.0.1',
    '*.example.com',
    '*://app.example.com',
    'chrome-extension://*',
    'capacitor://*.localhost',
    'capacitor://',
    'capacitor://localhost/',
    'capacitor:localhost',
    'file://',
    'file:///tmp',
    'null',
    'http://localhost:3000:*',
  ])('is not %s', (entry) => {
    expect(isOriginEntry(entry)).toBe(false);
  });
});
