/** What a REST API says of wallets and orders when nothing is wrong. */
import { ok, orderText } from './rest-server.js';

export const balanceOf = (walletId: string, available = '1.50'): object =>
  ok({ walletId, asset: 'USDT', network: 'TRON', available, pending: '0', updatedAt: '2025-11-06T02:20:00Z' });

export const walletsOf = (...ids: string[]): object =>
  ok({
    items: ids.map((walletId) => ({ walletId, asset: 'USDT', network: 'TRON', address: 'T1', status: 'ACTIVE' })),
    nextCursor: null,
  });

export const transactionsOf = (...amounts: string[]): object =>
  ok({
    items: amounts.map((amount, index) => ({
      txId: `tx${index}`,
      type: 'CREDIT',
      reason: 'TOPUP_CREDIT',
      amount,
      asset: 'USDT',
      network: 'TRON',
      createdAt: '2025-11-06T02:58:00Z',
    })),
    nextCursor: null,
  });

export const NETWORKS: object = ok({
  matrix: [{ asset: 'USDT', network: 'TRON', minTopupFiat: '10.00', settlementSlaMins: 30 }],
});

export const orderAnswer = (order: Parameters<typeof orderText>[0]): string =>
  `{"status":"1","data":${orderText(order)}}`;

export const ordersAnswer = (...orders: Parameters<typeof orderText>[0][]): string =>
  `{"status":"1","data":[${orders.map(orderText).join(',')}],"total":${orders.length}}`;
