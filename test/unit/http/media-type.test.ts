import { describe, expect, it } from 'vitest';
import { parseMediaType } from '../../../src/http/media-type.js';

describe('parseMediaType', () => {
  it.each([
    ['application/json', undefined],
    ['Application/JSON', undefined],
    ['application/json;', undefined],
    ['application/json ; ; profile=x', undefined],
    ['application/json; charset=utf-8', 'utf-8'],
    ['application/json;CHARSET="UTF-8"', 'utf-8'],
    ['application/json; charset = utf8', 'utf8'],
    ['application/json; charset=utf-8; profile=x', 'utf-8'],
    ['application/json; profile="a;charset=latin1"; charset=utf-8', 'utf-8'],
    ['application/json; profile="a\\";charset=latin1"', undefined],
    ['application/json; charset=utf-16', 'utf-16'],
  ])('reads %s', (text, charset) => {
    expect(parseMediaType(text)).toEqual({ essence: 'application/json', charset });
  });

  it.each([
    'application/json; charset',
    'application/json; =utf-8',
    'application/json; charset=',
    'application/json; charset=""',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; profile="',
  ])('refuses %s', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });
});
