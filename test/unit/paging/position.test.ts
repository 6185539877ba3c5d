/** Where a cursor is found again in a list that has changed. */
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/paging/fingerprint.js';
import { findStart, MAX_SHOWN, type Position, positionOf, textOf } from '../../../src/paging/position.js';
import { MAX_CALLS } from '../../../src/paging/walk.js';
import { type Behaviour, fakeList } from './fake-list.js';

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const numbered = (count: number, behaviour: Partial<Behaviour> = {}) =>
  fakeList(named('o', count), { paging: 'number', pageSize: 10, ...behaviour });

/** The place right behind entry `index` of a list of pages of ten that begins as it stands. */
function behind(
  ids: readonly string[],
  index: number,
  place: Position['place'] = Math.floor(index / 10) + 1,
): Position {
  const shown = ids.slice(0, index + 1).map(fingerprintOf);
  return {
    place,
    size: 10,
    offset: index - (index % 10),
    skipped: (index % 10) + 1,
    total: ids.length,
    ids: shown.join('').slice(-MAX_SHOWN),
  };
}

describe('a place in a list', () => {
  it('is the same where nothing has changed, for one call', async () => {
    const fake = numbered(40);
    const start = await findStart(fake.list, behind(fake.ids, 24));
    expect(start).toMatchObject({ place: 3, size: 10, offset: 20, skipped: 5 });
    expect(fake.calls).toEqual(['3/10']);
  });

  it('tells what stood before it, wherever that is now', async () => {
    const fake = numbered(40);
    const start = await findStart(fake.list, behind(fake.ids, 24));
    expect(fake.ids.filter((id) => start?.isBefore?.(id))).toEqual(fake.ids.slice(4, 25));
  });

  it('is behind the nearest entry before it that is on the page', async () => {
    const fake = numbered(40);
    const position = behind(fake.ids, 24);
    fake.ids.splice(23, 2);
    expect(await findStart(fake.list, position)).toMatchObject({ place: 3, skipped: 3 });
  });

  it('is on a later page where entries came in front', async () => {
    const fake = numbered(40);
    const position = behind(fake.ids, 24);
    fake.ids.unshift(...named('new', 30));
    expect(await findStart(fake.list, position)).toMatchObject({ place: 4, offset: 30, skipped: 10 });
    expect(fake.calls).toEqual(['3/10', '4/10']);
  });

  it('is on an earlier page where entries have left', async () => {
    const fake = numbered(40);
    const position = behind(fake.ids, 24);
    fake.ids.splice(0, 12);
    expect(await findStart(fake.list, position)).toMatchObject({ place: 1, offset: 0, skipped: 10 });
    expect(fake.calls).toEqual(['3/10', '1/10']);
  });

  it('is the top where all that stood before it have left, and a cursor knew them all', async () => {
    const fake = numbered(40);
    const position = behind(fake.ids, 4);
    fake.ids.splice(0, 5);
    expect(await findStart(fake.list, position)).toMatchObject({ place: 1, offset: 0, skipped: 0 });
  });

  it('is as far down as its total allows where the twenty-one before it have left, and others stood before those', async () => {
    const fake = numbered(60);
    const position = behind(fake.ids, 29);
    fake.ids.splice(9, 21);
    expect(await findStart(fake.list, position)).toMatchObject({ place: 1, offset: 0, skipped: 9 });
  });

  it('is its own page again where a keyset list has lost what stood before it', async () => {
    const fake = fakeList(named('w', 60), { paging: 'keyset', pageSize: 10 });
    const position = { ...behind(fake.ids, 29, 'after w19'), total: undefined };
    fake.ids.splice(9, 21);
    // Its own cursor's entry has left too; what a real keyset does is go on behind where it stood.
    const list = { ...fake.list, read: withGap(fake.list.read, 'after w19', 'after w8') };
    expect(await findStart(list, position)).toMatchObject({ place: 'after w19', offset: 20, skipped: 0 });
  });

  it('is nowhere where there is no such list any more', async () => {
    const list = { first: 1, pageSize: 10, read: async () => null };
    expect(await findStart(list, behind(named('o', 5), 4))).toBeNull();
  });

  it(`is looked for in ${MAX_CALLS} calls at most each way`, async () => {
    const fake = numbered(2_000);
    const position = behind(fake.ids, 29);
    fake.ids.splice(9, 21);
    await findStart(fake.list, position);
    expect(fake.calls.length).toBeLessThanOrEqual(2 * MAX_CALLS + 1);
  });

  it('is read from the size that it was in, whatever is asked for now', async () => {
    const fake = numbered(100, { pageSize: 50 });
    expect(await findStart(fake.list, behind(fake.ids, 24))).toMatchObject({ place: 3, size: 10 });
    expect(fake.calls).toEqual(['3/10']);
  });
});

function withGap<T>(
  read: (place: Position['place'], size: number) => Promise<T>,
  from: string,
  to: string,
): (place: Position['place'], size: number) => Promise<T> {
  return (place, size) => read(place === from ? to : place, size);
}

describe('a cursor’s text', () => {
  it('is a position', () => {
    const position = behind(named('o', 3), 1);
    expect(positionOf(textOf(position))).toEqual(position);
  });

  it.each(['null', '[1,2]', '{"place":1}', '"text"'])('of an earlier version is refused: %s', (text) => {
    expect(() => positionOf(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
