/** Where watchers read orders. */
import type { Directory } from '../directory/directory.js';
import { Walk } from '../paging/walk.js';
import type { CallOrigin } from '../rest/caller.js';
import type { BackgroundReading } from '../rest/operation.js';
import type { TopupApi } from '../topup/topup-api.js';
import type { OrderSource } from './reconciler.js';

/** Each read joins none that began before it: an older one may predate the webhook or the subscription. */
export function createOrderSource(api: TopupApi, directory: Directory): OrderSource {
  return {
    order: (orderId, customerId, origin) => api.order(orderId, fromNow(customerId, origin)),
    ofWallet: (walletId, customerId) => new Walk(api.ofWallet(walletId, null, fromNow(customerId))).next(),
    walletOf: (orderId) => directory.walletOfOrder(orderId),
  };
}

const fromNow = (viewer: string | undefined, origin?: CallOrigin): BackgroundReading => ({
  freshSince: performance.now(),
  viewer,
  origin,
});
