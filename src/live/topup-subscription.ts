/** The `topupStatus` subscription: who may watch, and the states that they get. */
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
 * Attaches first and reads then, so that no change falls between. The first read also shows whether there is such an order,
 * unless the directory knows: then a read that fails is only tried again. So it is where the read's turn hasn't come in the operation's time: when
 * thousands come back at once, an error would turn them away for good.
 *
 * @throws {GatewayError} `NOT_FOUND`, and what the first read failed with where nothing else shows that the order is there.
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

/** Without the store the first read tells. */
const isInDirectory = async (orderId: string, directory: Directory): Promise<boolean> =>
  (await directory.walletOfOrder(orderId).catch(() => undefined)) !== undefined;
