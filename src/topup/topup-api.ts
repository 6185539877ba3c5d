import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import type { JsonObject } from '../directory/facts.js';
import { isId } from '../input/check-id.js';
import { idsOf, type List } from '../paging/walk.js';
import type { RestClient } from '../rest/client.js';
import type { CreateOrderBody, Order, QuoteBody } from '../rest/contract/contract.js';
import { createOrder, createQuote, order, orders } from '../rest/contract/endpoints.js';
import type { Exact } from '../rest/decoding/exact-numbers.js';
import { sameId } from '../rest/decoding/member.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import type { UnknownEnumValues } from '../rest/decoding/unknown-enum-values.js';
import type { WriteAnswer } from '../rest/decoding/write-answer.js';
import type { Reading } from '../rest/operation.js';
import { RestError } from '../rest/rest-errors.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import { droppedMembersOf, toCreatedOrder } from './created-order.js';
import { type TopupOrder, toTopupOrder } from './topup-order.js';
import { type TopupQuote, toTopupQuote } from './topup-quote.js';

export interface TopupApiOptions {
  rest: RestClient;
  directory: Directory;
  changes: Changes;
  /** Time zone of dates without one. */
  timezone: TimeZone;
  words: UnknownEnumValues;
  /** `PAYMENT_INSTRUCTION_FIELDS` */
  paymentFields: readonly string[];
}

/** The endpoints of top-ups. Each response adds facts to the directory. Null means that the resource does not exist. */
export class TopupApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #changes: Changes;
  readonly #timezone: TimeZone;
  readonly #words: UnknownEnumValues;
  readonly #paymentFields: ReadonlySet<string>;

  constructor({ rest, directory, changes, timezone, words, paymentFields }: TopupApiOptions) {
    this.#rest = rest;
    this.#directory = directory;
    this.#changes = changes;
    this.#timezone = timezone;
    this.#words = words;
    this.#paymentFields = new Set(paymentFields);
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
    const decode = (entry: Exact<Order>) => this.#decode(entry, walletId);
    const read: List<TopupOrder>['read'] = (place, pageSize) =>
      this.#rest.readPage(orders, { query: { walletId, status, pageSize, pages: place } }, reading, decode, (page) => {
        this.#directory.saveListedOrders(walletId, idsOf(page.items));
        return { ...page, next: page.length > 0 ? Number(place) + 1 : null };
      });
    return { first: 1, pageSize: this.#rest.maxPageSize, read };
  }

  #decode(data: Exact<Order>, walletId?: string): TopupOrder {
    const decoded = toTopupOrder(data, this.#timezone, walletId);
    this.#saw(decoded);
    return decoded;
  }

  #saw({ id, status, rawStatus, walletId }: TopupOrder): void {
    if (status === 'UNKNOWN') this.#words.note('order.status', rawStatus);
    this.#changes.saw(id, rawStatus, walletId);
  }

  /** *Create quote*. */
  quote(body: QuoteBody, permit: WritePermit): Promise<TopupQuote> {
    return this.#rest.write(createQuote, body, permit, (answer) => toTopupQuote(answer, body));
  }

  /**
   * *Create top-up order*. Resolves when the directory has kept which wallet it is for, and how to pay.
   *
   * @throws {RestError} `OUTCOME_UNKNOWN` if the answer names an order known as another wallet's.
   */
  async createOrder(body: CreateOrderBody, permit: WritePermit): Promise<TopupOrder> {
    const { walletId } = body;
    const options = { walletId, timezone: this.#timezone, paymentFields: this.#paymentFields };
    const decode = (answer: WriteAnswer) => ({
      order: toCreatedOrder(answer, options),
      dropped: droppedMembersOf(answer, this.#paymentFields),
    });
    const { order: created, dropped } = await this.#rest
      .write(createOrder, body, permit, decode)
      .finally(() => this.#changes.wallet(walletId));
    for (const name of dropped) this.#words.noteDropped(`order.${name}`);
    if (!(await this.#learnCreated(created, walletId))) throw this.#rest.contradiction(createOrder, permit.calls);
    if (typeof created.rawStatus === 'string') this.#saw(created);
    return created;
  }

  /** @returns whether the order is this wallet's, by all that is known. */
  async #learnCreated({ id, paymentInstructions }: TopupOrder, walletId: string): Promise<boolean> {
    // Such an id can be shown, but is part of no path and no key.
    if (!isId(id)) return true;
    const instructions = (paymentInstructions as unknown) instanceof RestError ? null : paymentInstructions;
    return this.#directory.saveOrder({ id, walletId }, instructions);
  }

  /** How an order is to be paid, as the answer that made it said. */
  async paymentInstructions(orderId: string): Promise<JsonObject | null> {
    const kept = Object.entries((await this.#directory.paymentInstructions(orderId)) ?? {});
    const shown = kept.filter(([name]) => this.#paymentFields.has(name));
    return shown.length > 0 ? Object.fromEntries(shown) : null;
  }
}
