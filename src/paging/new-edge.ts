/** The edge of an object that was created, for clients that add it to a list that they have read. */
import type { CursorSigner, ListScope } from './cursor-signer.js';
import { fingerprintOf } from './fingerprint.js';
import { NO_PAGE, textOf } from './position.js';

/**
 * Makes an edge without a call. Since the place in the list is not known, a page after its cursor begins with a search from the top. If the object is not
 * found, the page begins there, so that nothing is left out. The search ends at `MAX_REST_CALLS`, as any other.
 */
export function newEdge<Node extends { id: string }>(
  node: Node,
  { cursors, scope }: { cursors: CursorSigner; scope: ListScope },
): { node: Node; cursor: string } {
  return { node, cursor: cursors.sign(scope, textOf({ ...NO_PAGE, ids: fingerprintOf(node.id) })) };
}
