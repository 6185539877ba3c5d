/** The endpoints of quotes and top-up orders. */
import { LosslessNumber } from 'lossless-json';
import * as endpoints from '../../rest/contract/endpoints.js';
import type { Order, State } from '../simulated-state.js';
import type { Topups } from '../topups.js';
import { ApiFailure, exactSuccess } from './envelope.js';
import { createdOrderJson, orderJson } from './order-json.js';
import { numberedPage, single } from './pagination.js';
import { param, type Route, route } from './route.js';

export function topupRoutes(state: State, topups: Topups): Route[] {
  return [
    route(endpoints.createQuote, ({ body }) => {
      const { quoteId, rate } = topups.quote(body);
      return exactSuccess({ queryNo: quoteId, rate: new LosslessNumber(rate) });
    }),

    route(endpoints.createOrder, ({ body }) => exactSuccess(createdOrderJson(topups.create(body)))),

    route(endpoints.order, (call) => exactSuccess(orderJson(state.order(param(call, 'orderId'))))),

    route(endpoints.orders, ({ query }) => {
      const walletId = single(query, 'walletId');
      if (walletId === undefined) throw new ApiFailure(400, 'walletId is required');
      const status = single(query, 'status') || undefined;
      const orders = state.wallet(walletId).orders.filter((order) => matches(order, status));
      return exactSuccess(numberedPage(orders, query).map(orderJson), { total: orders.length });
    }),
  ];
}

/** CREDITED also finds completed orders: that is what the documentation's sample answers it with. */
const matches = (order: Order, status: string | undefined): boolean =>
  status === undefined || order.status === status || (status === 'CREDITED' && order.status === 'COMPLETED');
