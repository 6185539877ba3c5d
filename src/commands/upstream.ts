/** The REST API as the operators' commands read it: past the directory, which must not learn from them. */
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { GatewayError } from '../errors.js';
import { type ReadRequest, RestClient } from '../rest/client.js';
import { customerWallets, order, orders } from '../rest/endpoints.js';
import type { LosslessNumber } from '../rest/exact-numbers.js';
import { nextCursor, sameId } from '../rest/member.js';
import type { BackgroundReading } from '../rest/operation.js';
import type { TimeZone } from '../rest/time-zone.js';
import { toUtcTimestamp } from '../rest/timestamp.js';
import { Transport } from '../rest/transport.js';

export interface ListedOrder {
  id: string;
  /** As the REST API words it. */
  status: string;
  /** RFC 3339 in UTC; null where the REST API's date can't be read. */
  createdAt: string | null;
}

/** Each method throws a {@link GatewayError} where the REST API gives no usable answer. */
export interface Upstream {
  /** Returns the ids of all wallets of a customer; null where there is no such customer. */
  walletsOf(customerId: string): Promise<string[] | null>;
  /** Returns all orders of a wallet; null where there is no such wallet. */
  ordersOf(walletId: string): Promise<ListedOrder[] | null>;
  /** Returns null where there is no such order. */
  order(orderId: string): Promise<ListedOrder | null>;
}

/** Sizes that the documentation shows: other ones may be refused. */
const WALLETS_PER_PAGE = 50;
const ORDERS_PER_PAGE = 20;
/** Far more than any wallet's or customer's list: one that goes on for ever must not hold up the command for ever. */
const MAX_PAGES = 10_000;
const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/** For a command any answer will do. */
const ANY_TIME: BackgroundReading = { freshSince: Number.NEGATIVE_INFINITY };

/** Reads the REST API, as the gateway's environment says, for as long as `work` takes. */
export async function withUpstream<T>(
  config: Config,
  log: Logger,
  work: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  const { upstreamUrl, upstreamAuthorization, upstreamTimeoutMs, upstreamTimezone, operationTimeoutMs } = config;
  if (!upstreamUrl) throw new TypeError('the command has no UPSTREAM_URL');
  const transport = new Transport({
    baseUrl: upstreamUrl,
    authorization: upstreamAuthorization,
    proxy: config.proxy,
    connections: 4,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    maxQueued: 1,
    sendTimeoutMs: upstreamTimeoutMs,
  });
  const rest = new RestClient({
    transport,
    readTimeoutMs: upstreamTimeoutMs,
    writeTimeoutMs: upstreamTimeoutMs,
    operationTimeoutMs,
    log,
  });
  const toListed = ({
    orderId,
    status,
    created,
  }: {
    orderId: string;
    status: string;
    created: string;
  }): ListedOrder => ({
    id: orderId,
    status,
    createdAt: readDate(created, upstreamTimezone),
  });
  try {
    return await work({
      walletsOf: (customerId) => readWallets(rest, customerId),
      ordersOf: (walletId) => readOrders(rest, walletId, toListed),
      order: (orderId) =>
        rest.read(order, { params: { orderId } }, ANY_TIME, (data) => {
          sameId('orderId', data.orderId, orderId);
          return toListed(data);
        }),
    });
  } finally {
    await transport.close();
  }
}

/** One date that makes no sense must not hide its order. */
function readDate(created: string, timezone: TimeZone): string | null {
  try {
    return toUtcTimestamp(created, timezone);
  } catch {
    return null;
  }
}

async function readWallets(rest: RestClient, customerId: string): Promise<string[] | null> {
  const found = new Set<string>();
  let cursor: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const request: ReadRequest = { params: { customerId }, query: { limit: WALLETS_PER_PAGE, cursor } };
    const page: { ids: string[]; next: string | null } | null = await rest.read(
      customerWallets,
      request,
      ANY_TIME,
      (data) => ({
        ids: data.items.map(({ walletId }) => walletId),
        next: nextCursor(data.nextCursor),
      }),
    );
    if (!page) return pages === 0 ? null : [...found];
    for (const id of page.ids) found.add(id);
    if (page.next === null || page.next === cursor) return [...found];
    cursor = page.next;
  }
  throw endless();
}

/**
 * Reads on past pages that are shorter than asked for, since the REST API's largest page isn't known, and past one that new orders have made
 * the same as the last.
 */
async function readOrders(
  rest: RestClient,
  walletId: string,
  toListed: (data: { orderId: string; status: string; created: string }) => ListedOrder,
): Promise<ListedOrder[] | null> {
  const found = new Map<string, ListedOrder>();
  let repeated = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const request = { query: { walletId, pageSize: ORDERS_PER_PAGE, pages: page } };
    const list = await rest.read(orders, request, ANY_TIME, (data, members) => ({
      items: data.map(toListed),
      total: Number((members.total as LosslessNumber).value),
    }));
    if (!list) return page === 1 ? null : [...found.values()];
    const before = found.size;
    for (const item of list.items) found.set(item.id, item);
    repeated = found.size === before ? repeated + 1 : 0;
    const isShort = list.items.length < ORDERS_PER_PAGE;
    const isLast = list.items.length === 0 || (isShort && found.size >= list.total);
    if (isLast || repeated === 2) return [...found.values()];
  }
  throw endless();
}

const endless = (): GatewayError =>
  new GatewayError('UPSTREAM_BAD_RESPONSE', 'A list of the wallet service does not end.');
