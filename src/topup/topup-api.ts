import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import { idsOf, type List } from '../query/walk.js';
import type { RestClient } from '../rest/client.js';
import type { CreateOrderBody, Order, QuoteBody } from '../rest/contract.js';
import { createOrder, createQuote, order, orders } from '../rest/endpoints.js';
import { BadMember } from '../rest/errors.js';
import type { Exact, LosslessNumber } from '../rest/exact-numbers.js';
import { sameId } from '../rest/member.js';
import type { CallCounts, Reading } from '../rest/operation.js';
import type { UnknownWords } from '../rest/unknown-words.js';
import { type TopupOrder, toTopupOrder } from './topup-order.js';
import { type TopupQuote, toTopupQuote } from './topup-quote.js';

/** Everything that the REST API tells about top-ups; each answer teaches the directory. Null: there is no such thing. */
export class TopupApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #changes: Changes;
  readonly #timezone: string;
  readonly #words: UnknownWords;

  constructor(rest: RestClient, directory: Directory, changes: Changes, timezone: string, words: UnknownWords) {
    this.#rest = rest;
    this.#directory = directory;
    this.#changes = changes;
    this.#timezone = timezone;
    this.#words = words;
  }

  /** *Get top-up order status*. */
  order(orderId: string, operation: Reading): Promise<TopupOrder | null> {
    return this.#rest.read(order, { params: { orderId } }, operation, (data) => {
      sameId('orderId', data.orderId, orderId);
      return this.#decode(data);
    });
  }

  /** *List top-up orders*, as the REST API lists them. @param status Its own word for the filter. */
  ofWallet(walletId: string, status: string | null, reading: Reading): List<TopupOrder> {
    const read: List<TopupOrder>['read'] = async (page, pageSize) => {
      const request = { query: { walletId, status, pageSize, pages: page } };
      const answer = await this.#rest.read(orders, request, reading, (data, { total }) => ({
        items: data.map((item) => this.#decode(item, walletId)),
        next: data.length > 0 ? Number(page) + 1 : null,
        total: totalOf(total as LosslessNumber | undefined),
      }));
      if (answer) this.#directory.sawOrders(walletId, idsOf(answer.items));
      return answer;
    };
    return { first: 1, pageSize: this.#rest.maxPageSize, read };
  }

  #decode(data: Exact<Order>, walletId?: string): TopupOrder {
    const decoded = toTopupOrder(data, this.#timezone, walletId);
    if (decoded.status === 'UNKNOWN') this.#words.note('order.status', decoded.rawStatus);
    this.#changes.saw(decoded.id, decoded.rawStatus, walletId);
    return decoded;
  }

  /** *Create quote*. */
  quote(body: QuoteBody, calls: CallCounts): Promise<TopupQuote> {
    return this.#rest.write(createQuote, body, calls, (data) => toTopupQuote(data, body));
  }

  /** *Create top-up order*. Resolves when the directory has kept which wallet it is for, and how to pay. */
  async createOrder(body: CreateOrderBody, calls: CallCounts): Promise<TopupOrder> {
    const { walletId } = body;
    const created = await this.#rest
      .write(createOrder, body, calls, (data) => this.#decode(data, walletId))
      .finally(() => this.#changes.wallet(walletId));
    await this.#directory.keep(() =>
      this.#directory.learnOrder({ id: created.id, walletId }, created.paymentInstructions),
    );
    return created;
  }
}

/** A count that fits GraphQL's `Int`. @throws {BadMember} */
function totalOf(member: LosslessNumber | undefined): number | undefined {
  if (!member) return undefined;
  const total = Number(member.value);
  if (total < 0 || total > 2 ** 31 - 1) throw new BadMember('total', 'is no count');
  return total;
}
