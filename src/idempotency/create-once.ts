/** Creates an order, a wallet or a customer: once for its key, if the client sent one. */
import { nameOf, type Viewer } from '../auth/viewer.js';
import type { Operation } from '../rest/operation.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import type { Creation } from './claim.js';
import type { IdempotencyKeys, KeyedOutcome } from './idempotency-keys.js';

export interface CreateOptions<Created> {
  key: string | null | undefined;
  creation: Creation;
  create: (permit: WritePermit) => Promise<Created>;
  /** Messages for an unknown outcome, as {@link Operation.outcomeOf} has them: without a key, and with one. */
  ifUnknown: { plain: string; keyed: string };
  /** Called for an unknown outcome. */
  onUnknown?: () => void;
}

/** @throws as {@link Operation.outcomeOf} and {@link IdempotencyKeys.run}. */
export async function createOnce<Created extends { id: string }>(
  { key, creation, create, ifUnknown, onUnknown }: CreateOptions<Created>,
  { idempotencyKeys, operation, viewer }: { idempotencyKeys: IdempotencyKeys; operation: Operation; viewer: Viewer },
): Promise<KeyedOutcome<Created>> {
  if (key == null) return { kind: 'created', created: await operation.outcomeOf(create, ifUnknown.plain, onUnknown) };
  const request = { owner: nameOf(viewer), key, creation, signal: operation.signal };
  const run = (permit: WritePermit) => idempotencyKeys.run({ ...request, permit }, () => create(permit));
  return operation.outcomeOf(run, ifUnknown.keyed, onUnknown);
}
