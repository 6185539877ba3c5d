import { describe, expect, it } from 'vitest';
import { firstCharacters, isLongerThan, shortened } from '../../../src/common/text.js';
import { InputCheck } from '../../../src/input/user-error.js';

const EMOJI = '😀';

describe('the length of a text', () => {
  it.each(['a', '余', EMOJI])('counts characters: %s', (character) => {
    expect(isLongerThan(character.repeat(300), 300)).toBe(false);
    expect(isLongerThan(character.repeat(301), 300)).toBe(true);
    expect(firstCharacters(character.repeat(301), 300)).toBe(character.repeat(300));
    expect(shortened(character.repeat(300), 300)).toBe(character.repeat(300));
    expect(shortened(character.repeat(301), 300)).toBe(`${character.repeat(299)}…`);
  });

  it('never cuts a character in two', () => {
    for (let before = 0; before < 4; before += 1)
      expect(firstCharacters('x'.repeat(before) + EMOJI.repeat(10), 7).isWellFormed()).toBe(true);
  });

  it('is that of inputs too', () => {
    const check = new InputCheck().text(EMOJI.repeat(500), ['name']).bodyId(EMOJI.repeat(1_000), ['quoteId']);
    expect(check.errors).toEqual([]);
    expect(check.text(EMOJI.repeat(501), ['name']).errors).toHaveLength(1);
  });
});
