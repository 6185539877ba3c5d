/** Connections as the Relay cursor specification has them, forward only. */
import { badUserInput } from '../errors.js';
import type { CursorSeal, ListScope } from './cursor-seal.js';

/** The most entries of one page, ours and the REST API's alike: its own limit is not documented. */
export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 20;

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: PageInfo;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

export interface ConnectionArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** A node, and the sealed-to-be position right after it. */
export interface Positioned<Node> {
  node: Node;
  position: string;
}

/** @throws {GatewayError} `BAD_USER_INPUT` where `first` is not 1 to 100. */
export function pageSizeOf({ first }: ConnectionArgs): number {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) throw badUserInput(`"first" must be from 1 to ${MAX_PAGE_SIZE}.`);
  return size;
}

/** `hasPreviousPage` is whether we were sent on from somewhere: the specification allows it, and it costs no call. */
export function toConnection<Node>(
  seal: CursorSeal,
  scope: ListScope,
  entries: readonly Positioned<Node>[],
  { hasNextPage, hasPreviousPage }: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>,
): Connection<Node> {
  const edges = entries.map(({ node, position }) => ({ node, cursor: seal.seal(scope, position) }));
  return {
    edges,
    nodes: entries.map(({ node }) => node),
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
