/** A list of a REST API that pages as some really do, for walks without a server. */

import type { List, Page, Place } from '../../../src/paging/walk.js';
import { RestError, UpstreamRejectedError } from '../../../src/rest/rest-errors.js';

export interface Entry {
  id: string;
}

export interface Behaviour {
  /** `keyset`: a cursor is the id of the entry before the page. `offset`: the number of entries before it. */
  paging: 'number' | 'keyset' | 'offset';
  pageSize?: number;
  /** The most entries that a page holds, whatever is asked for. */
  cap?: number;
  /** Larger sizes are refused. */
  largest?: number;
  /** The total that a page of numbered lists says, from the true one and the entries that it holds. */
  total?: (true_: number, held: number) => number | undefined;
  /** Pages past the last are refused. */
  refusesBeyond?: boolean;
  /** A last page has this cursor. */
  endCursor?: string | null;
  /** What a page holds instead. */
  show?: (ids: string[], all: readonly string[]) => string[];
}

export interface FakeList {
  ids: string[];
  /** `place/size` of each call. */
  calls: string[];
  list: List<Entry>;
  /** Called before each call is answered. */
  beforeCall: () => void;
}

const refused = () =>
  new RestError('UPSTREAM_BAD_RESPONSE', 'list', 'HTTP 400', { cause: new UpstreamRejectedError('list', 'no') });

export function fakeList(ids: readonly string[], behaviour: Behaviour): FakeList {
  const { paging, pageSize = 50, cap = 1_000, largest = 1_000, refusesBeyond = false, endCursor = null } = behaviour;
  const { total = (count: number) => count, show = (shown: string[]) => shown } = behaviour;
  const fake: FakeList = {
    ids: [...ids],
    calls: [],
    beforeCall: () => {},
    list: { first: paging === 'number' ? 1 : null, pageSize, read },
  };

  async function read(place: Place, asked: number): Promise<Page<Entry>> {
    fake.calls.push(`${place}/${asked}`);
    fake.beforeCall();
    if (asked > largest) throw refused();
    const size = Math.min(asked, cap);
    const from = startOf(place, size);
    if (refusesBeyond && from > 0 && from >= fake.ids.length) throw refused();
    const held = show(fake.ids.slice(from, from + size), fake.ids);
    const items = held.map((id) => ({ id }));
    if (paging === 'number')
      return { items, next: items.length > 0 ? Number(place) + 1 : null, total: total(fake.ids.length, held.length) };
    const isLast = from + size >= fake.ids.length;
    const next = paging === 'keyset' ? `after ${fake.ids[from + size - 1]}` : `${from + size}`;
    return { items, next: isLast ? endCursor : next };
  }

  function startOf(place: Place, size: number): number {
    if (typeof place === 'number') return (place - 1) * size;
    if (place === null) return 0;
    if (place === endCursor) return fake.ids.length;
    return paging === 'offset' ? Number(place) : fake.ids.indexOf(place.slice('after '.length)) + 1;
  }

  return fake;
}
