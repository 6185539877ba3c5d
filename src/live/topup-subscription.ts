/** The `topupStatus` subscription: checks access, then attaches to the order's watcher. */
import type { Access } from '../auth/access.js';
import type { Viewer } from '../auth/viewer.js';
import { GatewayError } from '../common/gateway-error.js';
import type { SubscriptionTopupStatusArgs } from '../common/generated/schema-types.js';
import type { Directory } from '../directory/directory.js';
import { checkId } from '../input/check-id.js';
import { type Operation, unlessAborted } from '../rest/operation.js';
import type { TopupOrder } from '../topup/topup-order.js';
import type { OrderWatchers } from './order-watchers.js';

/** The members of an operation's context that the subscription uses. */
interface SubscriptionContext {
  viewer: Viewer;
  access: Access;
  directory: Directory;
  operation: Operation;
  watchers: OrderWatchers;
}

export const topupSubscriptions = {
  topupStatus: {
    subscribe: (_: unknown, { orderId }: SubscriptionTopupStatusArgs, context: SubscriptionContext) =>
      watchOrder(checkId(orderId, 'orderId'), context),
    resolve: (order: TopupOrder) => order,
  },
};

/**
 * Attaches before it reads, so that no change is lost in between. The first read proves that the order exists, unless the directory knows it.
 * If the read is still queued at the operation's deadline, the subscription starts nevertheless: when thousands of clients reconnect at once, an
 * error would turn them away for good.
 *
 * @throws {GatewayError} `NOT_FOUND`, or the error of the first read if nothing else proves that the order exists.
 */
async function watchOrder(orderId: string, context: SubscriptionContext): Promise<AsyncIterable<TopupOrder>> {
  const { access, directory, operation, viewer, watchers } = context;
  if (!(await access.ownsOrder(orderId))) throw new GatewayError('NOT_FOUND');
  const isKnown = !access.isOperator || (await isInDirectory(orderId, directory));
  const attachedAt = performance.now();
  const subscriber = watchers.attach(orderId, viewer);
  if (isKnown) return subscriber;

  const first = await unlessAborted(subscriber.firstRead(), operation.signal).catch((error: unknown) => {
    if (subscriber.hasQueuedSince(attachedAt)) return undefined;
    subscriber.detach();
    throw error;
  });
  if (!first || first.kind === 'order') return subscriber;
  subscriber.detach();
  if (first.kind === 'failed') throw first.error;
  throw new GatewayError('NOT_FOUND');
}

/** If the store is unavailable, the first read decides. */
const isInDirectory = async (orderId: string, directory: Directory): Promise<boolean> =>
  (await directory.walletOfOrder(orderId).catch(() => undefined)) !== undefined;
