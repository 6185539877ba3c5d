/**
 * What the REST API of the bench answers: made once, with a gap where the id belongs. Ids are of one length, so that every answer's length
 * is known, and which of the answers an id gets is the id's own, so that all who ask get the same.
 */
import { createHash } from 'node:crypto';

export const TRANSACTIONS = 5;
/** How many wallets a customer has stands in the id: `cus_020_00042` has 20. */
export const WALLETS = [20, 100] as const;

const VARIANTS = 64;
const GAP = '\0';

/** A whole HTTP response, to be joined by the id. */
type Template = readonly string[];

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const amount = (seed: string): string => {
  const number = Number.parseInt(digest(seed).slice(0, 8), 16);
  return `${number % 10_000}.${String(number % 1_000_000).padStart(6, '0')}`;
};
const time = (seed: string): string =>
  new Date(Date.UTC(2025, 0, 1) + (Number.parseInt(digest(seed).slice(0, 7), 16) % 31_536_000) * 1_000)
    .toISOString()
    .replace('.000', '');

/** @param idLength of the id that fills the gaps. */
function template(data: unknown, idLength: number): Template {
  const body = JSON.stringify({ status: '1', data }).replaceAll('\\u0000', GAP);
  const gaps = body.split(GAP).length - 1;
  const length = Buffer.byteLength(body) + gaps * (idLength - 1);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  return (head + body).split(GAP);
}

const variantsOf = (make: (seed: string) => unknown, idLength: number): Template[] =>
  Array.from({ length: VARIANTS }, (_, variant) => template(make(`${variant}`), idLength));

export const walletIndex = (index: number): string => String(index).padStart(3, '0');
const kind = (index: number) => (index % 2 === 0 ? ['USDT', 'TRON'] : ['USDC', 'ETHEREUM']) as [string, string];

/** Pages of wallets: how many wallets the customer has, the first of the page, and how many it holds. */
const PAGES = [...WALLETS.map((count) => [count, 0, count] as const), [100, 0, 50] as const, [100, 50, 50] as const];
const pageName = (count: number, from: number, length: number): string => `${count} ${from} ${length}`;

/** `GAP` is the customer's id without `cus_`, such as `020_00042`; a wallet's is `wal_020_00042_007`. */
const walletLists = new Map(
  PAGES.map(([count, from, length]) => [
    pageName(count, from, length),
    variantsOf(
      (seed) => ({
        items: Array.from({ length }, (_, place) => {
          const index = from + place;
          const [asset, network] = kind(index);
          const address = `T${digest(`${seed} ${index}`).slice(0, 33)}`;
          return { walletId: `wal_${GAP}_${walletIndex(index)}`, asset, network, address, status: 'ACTIVE' };
        }),
        nextCursor: from + length < count ? String(from + length) : null,
      }),
      '020_00042'.length,
    ),
  ]),
);

const WALLET_ID_LENGTH = 'wal_020_00042_007'.length;
const balances = [0, 1].map((parity) => {
  const [asset, network] = kind(parity);
  return variantsOf((seed) => {
    const [available, pending] = [amount(`${seed} available`), amount(`${seed} pending`)];
    return { walletId: GAP, asset, network, available, pending, updatedAt: time(seed) };
  }, WALLET_ID_LENGTH);
});
const transactions = [0, 1].map((parity) => {
  const [asset, network] = kind(parity);
  return variantsOf(
    (seed) => ({
      items: Array.from({ length: TRANSACTIONS }, (_, index) => ({
        txId: `tx_${GAP}_${index}`,
        type: index % 3 === 2 ? 'DEBIT' : 'CREDIT',
        reason: index % 3 === 2 ? 'WITHDRAWAL' : 'TOPUP_CREDIT',
        amount: amount(`${seed} ${index}`),
        asset,
        network,
        txHash: digest(`${seed} hash ${index}`),
        createdAt: time(`${seed} ${index}`),
      })),
      nextCursor: null,
    }),
    WALLET_ID_LENGTH,
  );
});

const ORDER_ID_LENGTH = 'ord_000_00042'.length;
const orderOf = (status: string): Template =>
  template(
    {
      orderId: GAP,
      status,
      created: '2025-12-03 17:07:48',
      quoteSnapshot: {
        fee: 1,
        feeCurrency: 'USD',
        sourceAmount: 50,
        sourceCurrency: 'AUD',
        targetAmount: 32.87,
        targetCurrency: 'USDT',
      },
    },
    ORDER_ID_LENGTH,
  );
const orders = { TRANSFERRING: orderOf('TRANSFERRING'), CREDITED: orderOf('CREDITED') };
export type OrderStatus = keyof typeof orders;

/** Of `020_00042` and of `020_00042_007`: neighbours differ, so that nobody's answer passes for another's. */
const variantOf = (id: string): number => (Number(id.slice(4, 9)) + Number(id.slice(10))) % VARIANTS;
const fill = (answer: Template | undefined, id: string): string | undefined => answer?.join(id);

const PATH =
  /^\/(?:customers\/cus_(\d{3}_\d{5})\/wallets\?limit=(\d+)(?:&cursor=(\d+))?|wallets\/(wal_\d{3}_\d{5}_\d{3})\/(?:(balances)|transactions\?limit=(\d+))|topup\/orders\/(ord_\d{3}_\d{5}))$/;

/** @returns undefined for what nobody is meant to ask for, such as pages of another size. */
export function answerOf(path: string, orderStatus: OrderStatus): string | undefined {
  const [, customer, limit, cursor = '0', wallet, isBalance, entries, order] = PATH.exec(path) ?? [];
  if (order !== undefined) return fill(orders[orderStatus], order);
  if (customer !== undefined) {
    const [count, from] = [Number(customer.slice(0, 3)), Number(cursor)];
    const page = walletLists.get(pageName(count, from, Math.min(Number(limit), count - from)));
    return fill(page?.[variantOf(customer)], customer);
  }
  if (wallet === undefined) return undefined;
  const parity = Number(wallet.at(-1)) % 2;
  if (isBalance !== undefined) return fill(balances[parity]?.[variantOf(wallet.slice(4))], wallet);
  return Number(entries) >= TRANSACTIONS ? fill(transactions[parity]?.[variantOf(wallet.slice(4))], wallet) : undefined;
}
