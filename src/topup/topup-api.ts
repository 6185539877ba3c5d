import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import { MAX_PAGE_SIZE } from '../query/connection.js';
import type { NumberedPage, NumberedPageRequest } from '../query/numbered-paging.js';
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
  #maxPageSize = MAX_PAGE_SIZE;
  #suspicion: { list: string; pageSize: number; firstId: string } | undefined;

  constructor(rest: RestClient, directory: Directory, changes: Changes, timezone: string, words: UnknownWords) {
    this.#rest = rest;
    this.#directory = directory;
    this.#changes = changes;
    this.#timezone = timezone;
    this.#words = words;
  }

  /** The most orders that a page of the list holds. */
  get maxPageSize(): number {
    return this.#maxPageSize;
  }

  /** *Get top-up order status*. */
  order(orderId: string, operation: Reading): Promise<TopupOrder | null> {
    return this.#rest.read(order, { params: { orderId } }, operation, (data) => {
      sameId('orderId', data.orderId, orderId);
      return this.#decode(data);
    });
  }

  /** *List top-up orders*, as the REST API lists them. @param status Its own word for the filter. */
  async ofWallet(
    walletId: string,
    status: string | null,
    { page, pageSize }: NumberedPageRequest,
    operation: Reading,
  ): Promise<NumberedPage<TopupOrder> | null> {
    const request = { query: { walletId, status, pageSize, pages: page } };
    const answer = await this.#rest.read(orders, request, operation, (data, members) => ({
      items: data.map((item) => this.#decode(item, walletId)),
      total: totalOf(members.total as LosslessNumber),
      pageSize,
    }));
    if (!answer) return null;
    this.#learnPageSize(`${walletId} ${status}`, page, answer);
    this.#directory.sawOrders(
      walletId,
      answer.items.map(({ id }) => id),
    );
    return answer;
  }

  /**
   * A first page that is shorter than both what was asked for and the total, followed by another one, was as long as pages get:
   * the documentation doesn't say how long that is.
   */
  #learnPageSize(list: string, page: number, { items, total, pageSize }: NumberedPage<TopupOrder>): void {
    const [first] = items;
    if (!first) return;
    if (page === 1 && items.length < pageSize && total > items.length) {
      this.#suspicion = { list, pageSize: items.length, firstId: first.id };
    }
    const suspicion = this.#suspicion;
    const isFollower = page === 2 && suspicion?.list === list && suspicion.pageSize === pageSize;
    if (isFollower && suspicion.firstId !== first.id)
      this.#maxPageSize = Math.min(this.#maxPageSize, suspicion.pageSize);
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
    await this.#directory.learnOrder({ id: created.id, walletId }, created.paymentInstructions);
    return created;
  }
}

/** A count that fits GraphQL's `Int`. @throws {BadMember} */
function totalOf({ value }: LosslessNumber): number {
  const total = Number(value);
  if (total < 0 || total > 2 ** 31 - 1) throw new BadMember('total', 'is no count');
  return total;
}
