/** The `topupStatus` subscription: who may watch, and the states that they get. */

import { GatewayError } from '../common/gateway-error.js';
import type { Directory } from '../directory/directory.js';
import type { Context } from '../graphql/operation/context.js';
import type { SubscriptionResolvers } from '../graphql/schema/generated/resolvers.js';
import { checkId } from '../input/check-id.js';
import { unlessAborted } from '../rest/operation.js';
import type { TopupOrder } from '../topup/topup-order.js';

export const topupSubscriptions: SubscriptionResolvers = {
  topupStatus: {
    subscribe: (_, { orderId }, context) => watchOrder(checkId(orderId, 'orderId'), context),
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
async function watchOrder(orderId: string, context: Context): Promise<AsyncIterable<TopupOrder>> {
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
