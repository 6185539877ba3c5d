/** Quotes and orders: how they come about, how an order moves to its end, and what that does to its wallet. */
import { randomUUID } from 'node:crypto';
import type { CreateOrderBody, QuoteBody } from '../rest/contract/contract.js';
import { add, subtract } from './decimal-math.js';
import { rateOf, snapshotOf } from './rates.js';
import { ApiFailure } from './routes/envelope.js';
import { hashOf, type Order, type Quote, type State } from './simulated-state.js';
import type { Timers } from './timers.js';
import { rfc3339, withoutZone } from './timestamps.js';

/** An order that this payer makes ends FAILED, for trying out a frontend without the control endpoint. */
export const FAILING_PAYER = 'FAIL';

export interface TopupOptions {
  readonly orderDelayMs: number;
  readonly quoteTtlMs: number;
  readonly sourceAmount: string;
}

export class Topups {
  readonly #state: State;
  readonly #timers: Timers;
  readonly #options: TopupOptions;
  readonly #changed: (order: Order) => void;
  /** Cancels the end that is waiting for an order. */
  readonly #ends = new Map<string, () => void>();
  #toFail = 0;

  /** @param changed is told of every change of status, after the wallet has changed with it */
  constructor(state: State, timers: Timers, options: TopupOptions, changed: (order: Order) => void) {
    this.#state = state;
    this.#timers = timers;
    this.#options = options;
    this.#changed = changed;
  }

  /** Throws an ApiFailure for a pair of currencies that isn't sold. */
  quote({ sourceCurrency, targetCurrency }: QuoteBody): Quote {
    const rate = rateOf(sourceCurrency, targetCurrency);
    if (rate === undefined) throw new ApiFailure(400, 'unsupported currency');
    const quoteId = `q_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    const expiresAt = Date.now() + this.#options.quoteTtlMs;
    const quote: Quote = { quoteId, sourceCurrency, targetCurrency, rate, expiresAt, used: false };
    this.#state.quotes.set(quoteId, quote);
    return quote;
  }

  /** The newest orders, newest first. */
  newest(count: number): Order[] {
    return [...this.#state.orders.values()].slice(-count).reverse();
  }

  /** Makes an order that is TRANSFERRING for a while. A refused one (an ApiFailure) leaves its quote unused. */
  create({ quoteId, walletId, payer }: CreateOrderBody): Order {
    const wallet = this.#state.wallet(walletId);
    const quote = this.#usableQuote(quoteId);
    if (quote.targetCurrency !== wallet.asset) throw new ApiFailure(400, "quote's currency is not the wallet's asset");
    const snapshot = snapshotOf(quote, this.#options.sourceAmount);
    if (snapshot === undefined) throw new ApiFailure(400, 'amount does not cover the fee');

    quote.used = true;
    const orderId = randomUUID().replaceAll('-', '');
    const now = Date.now();
    const order: Order = {
      orderId,
      walletId,
      created: withoutZone(now),
      snapshot,
      status: 'TRANSFERRING',
      credited: false,
    };
    this.#state.addOrder(order);
    wallet.pending = add(wallet.pending, snapshot.targetAmount);
    wallet.updatedAt = rfc3339(now);
    this.#endLater(order, this.#takeFailure() || payer.name === FAILING_PAYER ? 'FAILED' : 'COMPLETED');
    return order;
  }

  /** The next `count` orders that are made end FAILED; replaces what an earlier call left over. */
  failNext(count: number): void {
    this.#toFail = count;
  }

  /**
   * Puts an order in any status, known or not, from any other. From then on it moves no more by itself. An ApiFailure where
   * there is no such order.
   */
  setStatus(orderId: string, status: string): Order {
    const order = this.#state.order(orderId);
    this.#ends.get(orderId)?.();
    this.#ends.delete(orderId);
    this.#move(order, status);
    return order;
  }

  #usableQuote(quoteId: string): Quote {
    const quote = this.#state.quotes.get(quoteId);
    if (quote === undefined) throw new ApiFailure(400, 'quote not found');
    if (quote.used || Date.now() >= quote.expiresAt) throw new ApiFailure(400, 'quote expired');
    return quote;
  }

  #takeFailure(): boolean {
    if (this.#toFail === 0) return false;
    this.#toFail -= 1;
    return true;
  }

  #endLater(order: Order, status: string): void {
    const end = () => {
      this.#ends.delete(order.orderId);
      this.#move(order, status);
    };
    this.#ends.set(order.orderId, this.#timers.after(this.#options.orderDelayMs, end));
  }

  #move(order: Order, status: string): void {
    const wasPending = isPending(order);
    order.status = status;
    const credits = status === 'COMPLETED' && !order.credited;
    if (credits) order.credited = true;
    this.#settle(order, credits, Number(isPending(order)) - Number(wasPending));
    this.#changed(order);
  }

  #settle({ orderId, walletId, snapshot }: Order, credits: boolean, pendingChange: number): void {
    if (!credits && pendingChange === 0) return;
    const wallet = this.#state.wallet(walletId);
    const amount = snapshot.targetAmount;
    wallet.updatedAt = rfc3339(Date.now());
    if (pendingChange > 0) wallet.pending = add(wallet.pending, amount);
    if (pendingChange < 0) wallet.pending = subtract(wallet.pending, amount);
    if (!credits) return;
    wallet.available = add(wallet.available, amount);
    wallet.transactions.push({
      txId: `tx_${orderId}`,
      type: 'CREDIT',
      reason: 'TOPUP_CREDIT',
      amount,
      asset: wallet.asset,
      network: wallet.network,
      txHash: hashOf(orderId),
      createdAt: wallet.updatedAt,
    });
  }
}

/** Whether the order's money is on its way: neither credited nor failed. */
const isPending = ({ credited, status }: Order): boolean => !credited && status !== 'COMPLETED' && status !== 'FAILED';
