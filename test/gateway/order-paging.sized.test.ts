/** A wallet's orders, paged by number: whatever the REST API's pages are like, and whatever happens between two of them. */
import { describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { orderText, startRestServer } from '../support/rest-server.js';
import { sized } from '../support/sized.js';

const COUNT = 120;
const SIZES = sized([7, 100], [1, 5, 20, 99, 100]);
const ordersNamed = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

interface OrderList {
  run: TestGateway['run'];
  /** Newest first, as the list is; tests change it between pages. */
  ids: string[];
  /** How many calls the REST API had. */
  calls(): number;
}

interface Behaviour {
  count?: number;
  /** The most orders that a page holds, whatever is asked for. */
  cap?: number;
  total?: number;
  /** Answers every page with the whole list. */
  ignoresPaging?: boolean;
}

async function startList(behaviour: Behaviour = {}): Promise<OrderList> {
  const { count = COUNT, cap = 1000, total, ignoresPaging = false } = behaviour;
  const list = { ids: ordersNamed('o', count) };
  const rest = await startRestServer(({ path }) => {
    const query = new URL(path, 'http://rest').searchParams;
    const size = Math.min(cap, Number(query.get('pageSize')));
    const page = Number(query.get('pages'));
    const shown = ignoresPaging ? list.ids : list.ids.slice((page - 1) * size, page * size);
    return `{"status":"1","total":${total ?? list.ids.length},"data":[${shown.map((id) => orderText({ id }))}]}`;
  });
  const { run } = await startGateway(rest.url, {
    seed: [{ wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } }],
  });
  return Object.assign(list, { run, calls: () => rest.calls.length });
}

interface Page {
  ids: string[];
  hasNextPage: boolean;
  endCursor: string;
}

async function readPage({ run }: OrderList, variables: { first: number; after?: string; status?: string }) {
  const answer = await run(
    `query ($first: Int, $after: String, $status: TopupStatus) { wallet(id: "w1") {
      topupOrders(first: $first, after: $after, status: $status) { nodes { id } pageInfo { hasNextPage endCursor } }
    } }`,
    variables,
  );
  expect(answer.errors).toBeUndefined();
  const { nodes, pageInfo } = answer.data.wallet.topupOrders;
  const ids: string[] = nodes.map(({ id }: { id: string }) => id);
  expect(ids.length).toBeLessThanOrEqual(variables.first);
  return { ids, ...pageInfo } as Page;
}

interface Walk {
  first: number;
  status?: string;
  after?: string;
  /** Called between two pages. */
  between?: () => void;
}

/** All ids from `after` to the end. */
async function walk(list: OrderList, { between = () => {}, ...args }: Walk): Promise<string[]> {
  const ids: string[] = [];
  let page = await readPage(list, args);
  ids.push(...page.ids);
  for (let pages = 1; page.hasNextPage; pages += 1) {
    if (pages > 3 * COUNT) throw new Error('it goes on for ever');
    between();
    page = await readPage(list, { ...args, after: page.endCursor });
    ids.push(...page.ids);
  }
  return ids;
}

const isOld = (id: string): boolean => id.startsWith('o');

describe('a wallet’s orders', () => {
  const pushes = SIZES.flatMap((first) => sized([7, 30], [0, 1, 7, 30]).map((pushed) => [first, pushed] as const));

  it.each(pushes)('come once each, %i a page, while %i new ones come in front between pages', async (first, pushed) => {
    const list = await startList();
    const old = [...list.ids];
    let pages = 0;
    const between = () => {
      pages += 1;
      list.ids.unshift(...ordersNamed(`new${pages}_`, pushed));
    };
    const shown = await walk(list, { first, between });
    expect(shown.filter(isOld)).toEqual(old);
    expect(new Set(shown).size).toBe(shown.length);
  });

  const caps = [20, 50].flatMap((cap) => SIZES.map((first) => [cap, first] as const));

  it.each(caps)('all come from a REST API that gives %i a page at most, %i a page of ours', async (cap, first) => {
    const list = await startList({ cap });
    expect(await walk(list, { first })).toEqual(list.ids);
    // Once more, with what the first walk has taught the gateway about the REST API.
    expect(await walk(list, { first })).toEqual(list.ids);
  });

  it.each([20, 50])(
    'resume where they were, before and after it is known that a page holds %i at most',
    async (cap) => {
      const list = await startList({ cap });
      const before = await readPage(list, { first: 10 });
      await walk(list, { first: 100 });
      expect(await walk(list, { first: 100, after: before.endCursor })).toEqual(list.ids.slice(10));
    },
  );

  const totals = sized([0, COUNT - 1, 1000], [0, 1, 50, COUNT - 1, COUNT + 1, 130, 1000]).flatMap((total) =>
    SIZES.map((first) => [total, first] as const),
  );

  it.each(totals)('are those in the list, although its total says %i, %i a page', async (total, first) => {
    const list = await startList({ total });
    expect(await walk(list, { first })).toEqual(list.ids);
  });

  it('end after few calls where the total says that more follow than there are', async () => {
    const list = await startList({ count: 3, total: 1000 });
    expect(await readPage(list, { first: 20 })).toMatchObject({ ids: list.ids, hasNextPage: false });
    expect(list.calls()).toBeLessThanOrEqual(2);
  });

  it.each(SIZES)('end, %i a page, where the REST API does not page at all', async (first) => {
    const list = await startList({ count: 30, ignoresPaging: true });
    expect(await walk(list, { first })).toEqual(list.ids);
  });

  it('end where the REST API does not page at all and has more than it is asked for', async () => {
    const list = await startList({ count: 250, ignoresPaging: true });
    const shown = await walk(list, { first: 100 });
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.slice(0, 100)).toEqual(list.ids.slice(0, 100));
  });
});

describe('a wallet’s orders of one status', () => {
  const status = 'TRANSFERRING';
  const leaving = SIZES.flatMap((first) => sized([7, 59], [1, 7, 30, 59]).map((left) => [first, left] as const));

  it.each(leaving)('none is passed over, %i a page, after %i earlier ones left the list', async (first, left) => {
    const list = await startList();
    const remaining = list.ids.slice(60);
    const { endCursor } = await readPage(list, { first: 60, status });
    list.ids.splice(0, left);
    expect(await walk(list, { first, status, after: endCursor })).toEqual(remaining);
  });

  it.each(sized([20], [5, 20]))(
    'none is passed over, %i a page, while earlier ones leave it between all pages',
    async (first) => {
      const list = await startList();
      const all = [...list.ids];
      let shown = 0;
      const between = () => {
        shown += first;
        // All that were shown, but for the last page's: its last one is where the walk goes on.
        list.ids = all.slice(Math.max(0, shown - first));
      };
      expect(await walk(list, { first, status, between })).toEqual(all);
    },
  );
});
