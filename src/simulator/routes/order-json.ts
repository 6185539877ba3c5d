/** An order as the REST API writes it, its amounts as JSON numbers of exactly the digits that are held. */
import { LosslessNumber } from 'lossless-json';
import type { Order } from '../simulated-state.js';

export function orderJson({ orderId, status, created, snapshot }: Order): Record<string, unknown> {
  return {
    orderId,
    status,
    created,
    quoteSnapshot: {
      fee: new LosslessNumber(snapshot.fee),
      feeCurrency: snapshot.feeCurrency,
      sourceAmount: new LosslessNumber(snapshot.sourceAmount),
      sourceCurrency: snapshot.sourceCurrency,
      targetAmount: new LosslessNumber(snapshot.targetAmount),
      targetCurrency: snapshot.targetCurrency,
    },
  };
}

/**
 * The answer to an order's creation, which "returns bank or gateway payment instructions" that no sample shows: where to send
 * the money to. Later reads of the order don't repeat it.
 */
export const createdOrderJson = (order: Order): Record<string, unknown> => ({
  ...orderJson(order),
  bankTransfer: {
    bankName: 'Simulated Bank',
    accountName: 'Wallet Gateway Simulator',
    accountNumber: '000123456789',
    reference: order.orderId.slice(0, 12).toUpperCase(),
    amount: new LosslessNumber(order.snapshot.sourceAmount),
    currency: order.snapshot.sourceCurrency,
  },
});
