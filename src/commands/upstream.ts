/** The REST API as the operators' commands read it: past the directory, which must not learn from them. */
import type { Logger } from 'pino';
import type { GatewayError } from '../common/gateway-error.js';
import type { Config } from '../config/config.js';
import type { List } from '../paging/walk.js';
import { RestClient } from '../rest/client.js';
import { customerWallets, order, orders } from '../rest/contract/endpoints.js';
import { sameId } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import { toUtcTimestamp } from '../rest/decoding/timestamp.js';
import type { BackgroundReading } from '../rest/operation.js';
import { Transport } from '../rest/transport/transport.js';
import { wholeList } from './whole-list.js';

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

const MAX_RESPONSE_BYTES = 5 * 1024 * 1024;

/** Stands in the place of a status that can't be read. */
const UNREADABLE = 'unreadable';

/** For a command any answer will do. */
const ANY_TIME: BackgroundReading = { freshSince: Number.NEGATIVE_INFINITY };

/** Creates the connections of a command to the REST API, which the command closes. */
export const transportOf = (config: Config, baseUrl: URL): Transport =>
  new Transport({
    baseUrl,
    authorization: config.upstreamAuthorization,
    proxy: config.proxy,
    connections: 4,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    maxQueued: 1,
  });

/** Reads the REST API, as the gateway's environment says, for as long as `work` takes. */
export async function withUpstream<T>(
  config: Config,
  log: Logger,
  work: (upstream: Upstream) => Promise<T>,
): Promise<T> {
  const { upstreamUrl, upstreamTimeoutMs, upstreamTimezone } = config;
  if (!upstreamUrl) throw new TypeError('the command has no UPSTREAM_URL');
  const transport = transportOf(config, upstreamUrl);
  const rest = new RestClient({
    transport,
    readTimeoutMs: upstreamTimeoutMs,
    writeLimits: { sendTimeoutMs: upstreamTimeoutMs, timeoutMs: upstreamTimeoutMs },
    maxPageSize: config.upstreamMaxPageSize,
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
      walletsOf: async (customerId) => (await wholeList(walletsOf(rest, customerId)))?.map(({ id }) => id) ?? null,
      ordersOf: (walletId) => wholeList(ordersOf(rest, walletId, toListed)),
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

function walletsOf(rest: RestClient, customerId: string): List<{ id: string }> {
  const toId = ({ walletId }: { walletId: string }) => ({ id: walletId });
  const read: List<{ id: string }>['read'] = (cursor, limit) => {
    const request = { params: { customerId }, query: { limit, cursor } };
    return rest.readPage(customerWallets, request, ANY_TIME, toId, (page) => page);
  };
  return { first: null, pageSize: rest.maxPageSize, read };
}

/** An order that can't be read is listed by its id: a command must not take it for one that isn't there. */
function ordersOf(
  rest: RestClient,
  walletId: string,
  toListed: (data: { orderId: string; status: string; created: string }) => ListedOrder,
): List<ListedOrder> {
  const read: List<ListedOrder>['read'] = (place, pageSize) =>
    rest.readPage(orders, { query: { walletId, pageSize, pages: place } }, ANY_TIME, toListed, (page) => {
      const byId = page.unreadable.flatMap(({ id }) =>
        id === undefined ? [] : [{ id, status: UNREADABLE, createdAt: null }],
      );
      const unreadable = page.unreadable.filter(({ id }) => id === undefined);
      return { ...page, items: [...page.items, ...byId], unreadable, next: page.length > 0 ? Number(place) + 1 : null };
    });
  return { first: 1, pageSize: rest.maxPageSize, read };
}
