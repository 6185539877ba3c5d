import type { Directory } from '../directory/directory.js';
import type { NumberedPage, NumberedPageRequest } from '../query/numbered-paging.js';
import type { RestClient } from '../rest/client.js';
import type { CreateOrderBody, QuoteBody } from '../rest/contract.js';
import { createOrder, createQuote, order, orders } from '../rest/endpoints.js';
import type { LosslessNumber } from '../rest/exact-numbers.js';
import { sameId } from '../rest/member.js';
import type { Reading } from '../rest/operation.js';
import { type TopupOrder, toTopupOrder } from './topup-order.js';
import { type TopupQuote, toTopupQuote } from './topup-quote.js';

/** Everything that the REST API tells about top-ups; each answer teaches the directory. Null: there is no such thing. */
export class TopupApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #timezone: string;

  constructor(rest: RestClient, directory: Directory, timezone: string) {
    this.#rest = rest;
    this.#directory = directory;
    this.#timezone = timezone;
  }

  /** *Get top-up order status*. */
  order(orderId: string, operation: Reading): Promise<TopupOrder | null> {
    return this.#rest.read(order, { params: { orderId } }, operation, (data) => {
      sameId('orderId', data.orderId, orderId);
      return toTopupOrder(data, this.#timezone);
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
      items: data.map((item) => toTopupOrder(item, this.#timezone, walletId)),
      total: Number((members.total as LosslessNumber).value),
      pageSize,
    }));
    if (answer)
      this.#directory.sawOrders(
        walletId,
        answer.items.map(({ id }) => id),
      );
    return answer;
  }

  /** *Create quote*. */
  quote(body: QuoteBody): Promise<TopupQuote> {
    return this.#rest.write(createQuote, body, (data) => toTopupQuote(data, body));
  }

  /** *Create top-up order*. Resolves when the directory has kept which wallet it is for, and how to pay. */
  async createOrder(body: CreateOrderBody): Promise<TopupOrder> {
    const { walletId } = body;
    const created = await this.#rest.write(createOrder, body, (data) => toTopupOrder(data, this.#timezone, walletId));
    await this.#directory.keep(() =>
      this.#directory.learnOrder({ id: created.id, walletId }, created.paymentInstructions),
    );
    return created;
  }
}
