/** The lists that page by cursor, before a REST API that ends them, limits them and adds to them as it likes. */
import { describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { ok, orderText, startRestServer } from '../support/rest-server.js';
import { sized } from '../support/sized.js';

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const wallet = (walletId: string) => ({ walletId, asset: 'A', network: 'N', address: 'x', status: 'ACTIVE' });
const transaction = (txId: string) => ({
  txId,
  type: 'CREDIT',
  reason: 'TOPUP_CREDIT',
  amount: '1',
  asset: 'A',
  network: 'N',
  txHash: null,
  createdAt: '2025-11-06T02:58:00Z',
});

interface Behaviour {
  count?: number;
  /** The most entries that a page holds, whatever is asked for. */
  cap?: number;
  /** What stands beside the items of the last page. */
  end?: { nextCursor?: string | null };
}

/** Both lists of a REST API whose cursor is the id of the last entry before it, so that new entries in front don't move it. */
async function startLists({ count = 60, cap = 100, end = { nextCursor: null } }: Behaviour = {}) {
  const list = { ids: named('e', count) };
  const rest = await startRestServer(({ path }) => {
    const { pathname, searchParams } = new URL(path, 'http://rest');
    if (pathname.startsWith('/topup')) return `{"status":"1","total":1,"data":[${orderText({ id: 'o1' })}]}`;
    const cursor = searchParams.get('cursor');
    const start = cursor === null ? 0 : list.ids.indexOf(cursor) + 1;
    const ids = list.ids.slice(start, start + Math.min(cap, Number(searchParams.get('limit'))));
    const isLast = start + ids.length >= list.ids.length;
    const items = pathname.endsWith('/transactions') ? ids.map(transaction) : ids.map(wallet);
    return ok({ items, ...(isLast ? end : { nextCursor: ids.at(-1) }) });
  });
  const { run } = await startGateway(rest.url, {
    seed: [
      { customer: { id: 'c1', externalRef: 'r1', name: 'n', email: 'e@x', createdAt: '2025-11-06T02:13:00Z' } },
      { wallet: { id: 'w1', customerId: 'c1', asset: 'A', network: 'N' } },
    ],
  });
  return Object.assign(list, { run, rest });
}

const LISTS = {
  wallets: 'customer(id: "c1") { page: wallets',
  transactions: 'wallet(id: "w1") { page: transactions',
  topupOrders: 'wallet(id: "w1") { page: topupOrders',
};
type Field = keyof typeof LISTS;

interface Page {
  ids: string[];
  cursors: string[];
  hasNextPage: boolean;
  endCursor: string | null;
}

interface RawPage {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: Pick<Page, 'hasNextPage' | 'endCursor'>;
}

const ask = (run: TestGateway['run'], field: Field, variables: { first: number; after?: string | null }) =>
  run(
    `query ($first: Int, $after: String) { ${LISTS[field]}(first: $first, after: $after) {
      edges { cursor node { id } } pageInfo { hasNextPage endCursor }
    } } }`,
    variables,
  );

async function readPage(...[run, field, variables]: Parameters<typeof ask>): Promise<Page> {
  const answer = await ask(run, field, variables);
  expect(answer.errors).toBeUndefined();
  const [parent] = Object.values(answer.data as object) as [{ page: RawPage }];
  const { edges, pageInfo } = parent.page;
  return { ids: edges.map(({ node }) => node.id), cursors: edges.map(({ cursor }) => cursor), ...pageInfo };
}

/** All ids behind `after`, page by page. */
async function walk(run: TestGateway['run'], field: Field, first: number, after: string | null = null) {
  const pages: string[][] = [];
  let page: Page = await readPage(run, field, { first, after });
  pages.push(page.ids);
  while (page.hasNextPage) {
    if (pages.length > 300) throw new Error('it goes on for ever');
    page = await readPage(run, field, { first, after: page.endCursor });
    pages.push(page.ids);
  }
  return { ids: pages.flat(), sizes: pages.map(({ length }) => length) };
}

describe.each(['wallets', 'transactions'] as const)('%s', (field) => {
  it.each([
    ['null', { nextCursor: null }],
    ['empty', { nextCursor: '' }],
    ['missing', {}],
  ])('end where nextCursor is %s, with no call more', async (_, end) => {
    const { ids, run, rest } = await startLists({ count: 3, end });
    expect(await readPage(run, field, { first: 20 })).toMatchObject({ ids, hasNextPage: false });
    expect(rest.calls).toHaveLength(1);
    expect(await readPage(run, field, { first: 3 })).toMatchObject({ ids, hasNextPage: false });
    expect((await walk(run, field, 2)).ids).toEqual(ids);
  });

  it.each(
    sized(
      [[7, 60, 130]],
      [
        [7, 100, 250],
        [1, 20, 45],
      ],
    ),
  )('go on from what one answer holds where a page is %i long and %i are asked for', async (cap, first, count) => {
    const { ids, run, rest } = await startLists({ cap, count });
    const page = await readPage(run, field, { first });
    expect(page.hasNextPage).toBe(true);
    expect(page.ids.length).toBeGreaterThan(cap);
    expect(page.ids).toEqual(ids.slice(0, page.ids.length));
    expect(rest.calls.length).toBeLessThanOrEqual(10);

    expect((await walk(run, field, first, page.endCursor)).ids).toEqual(ids.slice(page.ids.length));
    const whole = await walk(run, field, first);
    expect(whole.ids).toEqual(ids);
    expect(Math.max(...whole.sizes)).toBeLessThanOrEqual(first);
  });

  it.each(
    sized([7], [1, 5, 20]).flatMap((first) =>
      sized([7, 150], [1, 7, 30, 150]).map((pushed) => [first, pushed] as const),
    ),
  )(
    'resume, %i a page, behind an entry in the middle of a page that %i new ones have pushed along',
    async (first, pushed) => {
      const list = await startLists();
      const old = [...list.ids];
      const { cursors } = await readPage(list.run, field, { first: 10 });
      list.ids.unshift(...named('new', pushed));
      for (const index of [0, 4, 8])
        expect((await walk(list.run, field, first, cursors[index])).ids, `behind ${index}`).toEqual(
          old.slice(index + 1),
        );
    },
  );

  it('lose none and show none twice while new ones come in front between all pages', async () => {
    const list = await startLists({ count: 100 });
    const old = [...list.ids];
    const shown: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 100; pages += 1) {
      const page: Page = await readPage(list.run, field, { first: 7, after });
      // The last but one where there is one: its cursor lies in the middle of the page.
      const index = page.hasNextPage ? Math.max(0, page.cursors.length - 2) : page.cursors.length - 1;
      shown.push(...page.ids.slice(0, index + 1));
      if (!page.hasNextPage) break;
      after = page.cursors[index] ?? null;
      list.ids.unshift(...named(`new${pages}_`, 3));
    }
    expect(shown).toEqual(old);
  });
});

describe.each(['wallets', 'transactions', 'topupOrders'] as const)('a cursor of %s', (field) => {
  it.each(sized(['A', '=', ' '], ['A', 'AAAA', '=', '==', '!', ' ', '\n', '.', '\u0000', 'ä']))(
    'is none with %j behind it',
    async (junk) => {
      const { run, rest } = await startLists();
      const [cursor = ''] = (await readPage(run, field, { first: 2 })).cursors;
      const before = rest.calls.length;
      for (const after of [cursor + junk, junk + cursor, cursor.slice(0, 9) + junk + cursor.slice(9)]) {
        const { errors } = await ask(run, field, { first: 2, after });
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
      }
      expect(rest.calls).toHaveLength(before);
      await readPage(run, field, { first: 2, after: cursor });
    },
  );
});
