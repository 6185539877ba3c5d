/** Random walks over lists that change between pages, each page read by a gateway that was started anew. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connection, connectionOf, type Pageable } from '../../../src/paging/connection.js';
import { CursorSigner } from '../../../src/paging/cursor-signer.js';
import { sized } from '../../support/sized.js';
import { type Behaviour, type Entry, fakeList } from './fake-list.js';

const RUNS = sized(60, 400);

function pageableOver(list: Pageable<Entry>['list']): Pageable<Entry> {
  const cursors = new CursorSigner();
  cursors.useKey(Buffer.alloc(32, 7));
  return { list, cursors, scope: ['Test.list', 'x'] };
}

const read = async (list: Pageable<Entry>['list'], first: number, after: string | null): Promise<Connection<Entry>> => {
  const connection = await connectionOf({ first, after }, pageableOver(list));
  if (!connection) throw new Error('there is no such list');
  return connection;
};

interface Change {
  kind: 'insert' | 'leave' | 'none';
  count: number;
  /** Where, as a part of the list: entries only come in front of a numbered list. */
  at: number;
}

const change = fc.record<Change>({
  kind: fc.constantFrom('insert', 'leave', 'none'),
  count: fc.integer({ min: 1, max: 60 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
});

const world = fc.record({
  paging: fc.constantFrom('number' as const, 'keyset' as const, 'offset' as const),
  count: fc.integer({ min: 0, max: 260 }),
  cap: fc.constantFrom(7, 10, 13, 20, 33, 50, 99, 1_000),
  largest: fc.constantFrom(20, 49, 1_000),
  refusesBeyond: fc.boolean(),
  endCursor: fc.constantFrom(null, 'END'),
  total: fc.constantFrom('true', 'missing', 'zero', 'own', 'high'),
  isHiding: fc.boolean(),
  show: fc.constantFrom('all', 'twice', 'two of three'),
  firsts: fc.array(fc.constantFrom(1, 2, 5, 7, 19, 20, 50, 60, 99, 100), { minLength: 1, maxLength: 4 }),
  cursorAt: fc.integer({ min: 0, max: 99 }),
  changes: fc.array(change, { maxLength: 30 }),
});

const TOTALS: Record<string, NonNullable<Behaviour['total']>> = {
  true: (count) => count,
  missing: () => undefined,
  zero: () => 0,
  own: (_, held) => held,
  high: (count) => count + 1_000,
};

const numberOf = (id: string): number => Number(id.replace(/\D+/g, ''));
const isHidden = (id: string): boolean => numberOf(id) % 7 === 3;
const isDropped = (id: string): boolean => numberOf(id) % 3 === 1;

const SHOWN: Record<string, NonNullable<Behaviour['show']>> = {
  all: (ids) => ids,
  twice: (ids) => ids.flatMap((id, index) => (index % 5 === 0 ? [id, id] : [id])),
  'two of three': (ids) => ids.filter((id) => !isDropped(id)),
};

describe('a walk from cursor to cursor', () => {
  it('shows what stays in the list once, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ count, firsts, cursorAt, changes, isHiding, ...behaviour }) => {
        // Where entries left before a cursor that is an offset, they are looked for from the list's first page on: in ten pages.
        const isOffset = behaviour.paging === 'offset';
        // A short page that is as long as its total says is the end, whatever follows.
        const least = behaviour.total === 'own' ? 50 : isOffset ? 33 : 0;
        const show = behaviour.total === 'own' ? 'all' : behaviour.show;
        const [cap, largest] = [Math.max(least, behaviour.cap), Math.max(least, behaviour.largest)];
        const fake = fakeList(
          Array.from({ length: count }, (_, index) => `o${index}`),
          {
            ...behaviour,
            cap,
            largest,
            total: TOTALS[behaviour.total] as NonNullable<Behaviour['total']>,
            show: SHOWN[show] as NonNullable<Behaviour['show']>,
          },
        );
        const hiddenOf = async (ids: readonly string[]) => new Set(ids.filter(isHidden));
        const list = isHiding ? { ...fake.list, hiddenOf } : fake.list;
        const isSeen = (id: string) => !(isHiding && isHidden(id)) && !(show === 'two of three' && isDropped(id));
        const staying = new Set(fake.ids.filter(isSeen));
        const shown: string[] = [];
        let after: string | null = null;
        for (let pages = 0; ; pages += 1) {
          if (pages > 600) throw new Error('it goes on for ever');
          const first = firsts[pages % firsts.length] as number;
          const { edges, pageInfo } = await read(list, first, after);
          // Now and then on from an edge in the middle.
          const index = pages % 3 === 1 ? Math.min(cursorAt, edges.length - 1) : edges.length - 1;
          const isCut = index < edges.length - 1;
          shown.push(...edges.slice(0, index + 1).map(({ node }) => node.id));
          if (!pageInfo.hasNextPage && !isCut) break;
          expect(edges.length).toBeGreaterThan(0);
          after = edges[index]?.cursor ?? null;
          const { kind, count: size, at } = changes[pages] ?? { kind: 'none', count: 0, at: 0 };
          if (kind === 'insert')
            fake.ids.unshift(...Array.from({ length: size }, (_, place) => `new${pages}_${place}`));
          if (kind === 'leave')
            for (const id of fake.ids.splice(Math.floor(at * fake.ids.length), size)) staying.delete(id);
          // A cursor knows twenty entries before it; where all have left, its place is the best guess.
          fc.pre(shown.length <= 20 || shown.slice(-20).some((id) => fake.ids.includes(id)));
        }
        expect(new Set(shown).size, 'none twice').toBe(shown.length);
        const old = shown.filter((id) => staying.has(id));
        expect(old).toEqual([...staying]);
      }),
      { numRuns: RUNS, seed: 20_261_127 },
    );
  });
});
