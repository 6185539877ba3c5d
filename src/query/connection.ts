/** Connections as the Relay cursor specification has them, forward only. */
import { badUserInput } from '../errors.js';
import type { CursorSeal, ListScope } from './cursor-seal.js';

/** The most entries of one page, ours and the REST API's alike: its own limit is not documented. */
export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;

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

/** A node, and the position right after it as its list understands it, which becomes the cursor. */
export interface Positioned<Node> {
  node: Node;
  position: readonly unknown[];
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
  const cursorOf = ({ position }: Positioned<Node>): string => seal.seal(scope, JSON.stringify(position));
  return new LazyConnection(entries, cursorOf, hasNextPage, hasPreviousPage);
}

/** Seals a cursor only where the selection asks for it: a hash for each entry was a quarter of what a nested operation took. */
class LazyConnection<Node> implements Connection<Node> {
  readonly #entries: readonly Positioned<Node>[];
  readonly #cursorOf: (entry: Positioned<Node>) => string;
  readonly #hasNextPage: boolean;
  readonly #hasPreviousPage: boolean;

  constructor(
    entries: readonly Positioned<Node>[],
    cursorOf: (entry: Positioned<Node>) => string,
    hasNextPage: boolean,
    hasPreviousPage: boolean,
  ) {
    this.#entries = entries;
    this.#cursorOf = cursorOf;
    this.#hasNextPage = hasNextPage;
    this.#hasPreviousPage = hasPreviousPage;
  }

  get edges(): Edge<Node>[] {
    const cursorOf = this.#cursorOf;
    return this.#entries.map((entry) => ({
      node: entry.node,
      get cursor() {
        return cursorOf(entry);
      },
    }));
  }

  get nodes(): Node[] {
    return this.#entries.map(({ node }) => node);
  }

  get pageInfo(): PageInfo {
    const [first, last] = [this.#entries[0], this.#entries.at(-1)];
    const cursorOf = this.#cursorOf;
    return {
      hasNextPage: this.#hasNextPage,
      hasPreviousPage: this.#hasPreviousPage,
      get startCursor() {
        return first ? cursorOf(first) : null;
      },
      get endCursor() {
        return last ? cursorOf(last) : null;
      },
    };
  }
}
