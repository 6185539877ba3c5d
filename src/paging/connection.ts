/** Relay connections, forward only. */
import { badUserInput, GatewayError } from '../common/gateway-error.js';
import type { CursorSigner, ListScope } from './cursor-signer.js';
import { FINGERPRINT_LENGTH, fingerprintOf } from './fingerprint.js';
import { findStart, MAX_SHOWN, type Position, positionOf, textOf } from './position.js';
import { type List, type Page, Walk } from './walk.js';

/** Maximum page size of a connection. */
export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 20;
/** Maximum number of REST pages for one page of a connection. */
const MAX_READS = 10;

export interface ConnectionArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

/** A list, and the scope of its cursors. */
export interface Pageable<Item> {
  list: List<Item>;
  cursors: CursorSigner;
  scope: ListScope;
}

/** @throws {GatewayError} `BAD_USER_INPUT` if `first` is not 1 to 100. */
export function pageSizeOf({ first }: ConnectionArgs): number {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) throw badUserInput(`"first" must be from 1 to ${MAX_PAGE_SIZE}.`);
  return size;
}

/** @returns null if the list does not exist. @throws {GatewayError} `BAD_USER_INPUT` before any call. */
export async function connectionOf<Item extends { id: string }>(args: ConnectionArgs, pageable: Pageable<Item>) {
  const connection = new Connection(args, pageable);
  return (await connection.read()) ? connection : null;
}

/** A REST page, and the index of its first node in the connection. */
type Read<Node> = Pick<Position, 'place' | 'size' | 'offset'> & {
  page: Page<Node>;
  from: number;
  unreadable: Walk<Entry>['unreadable'];
};
type Entry = { id: string };

/** A connection, which is its own `pageInfo`. */
export class Connection<Node extends { id: string }> {
  nodes: Node[] = [];
  readonly #pageable: Pageable<Node>;
  readonly #first: number;
  readonly #after: Position | undefined;
  readonly #reads: Read<Node>[] = [];
  #hasNextPage = false;
  /** Fingerprints of the nodes. */
  #fingerprints: string | undefined;

  /** @throws {GatewayError} `BAD_USER_INPUT` */
  constructor(args: ConnectionArgs, pageable: Pageable<Node>) {
    this.#first = pageSizeOf(args);
    this.#after = args.after == null ? undefined : positionOf(pageable.cursors.verify(pageable.scope, args.after));
    this.#pageable = pageable;
  }

  /** Reads until the page is full or the list ends. @returns whether the list exists. */
  async read(): Promise<boolean> {
    const { list } = this.#pageable;
    const start = this.#after && (await findStart(list, this.#after));
    if (start === null) return false;
    const walk = new Walk(list, start);
    const wanted = () => this.#first - this.nodes.length;
    while (!walk.isOver && (wanted() > 0 || (wanted() === 0 && !walk.isFollowed))) {
      if (this.#reads.length === MAX_READS || (this.nodes.length > 0 && list.mayGoOn?.() === false)) break;
      const from = this.nodes.length;
      const news = await walk.next();
      this.nodes = from === 0 ? news : [...this.nodes, ...news];
      if (walk.isMissing) return false;
      const { page, place, size, offset, unreadable } = walk;
      if (page) this.#reads.push({ page, place, size, offset, from, unreadable });
    }
    this.#hasNextPage = wanted() < 0 || (this.nodes.length > 0 && !walk.isOver);
    if (wanted() < 0) this.nodes = this.nodes.slice(0, this.#first);
    return true;
  }

  /** Errors of entries that cannot be read and are left out of the nodes. */
  get errors(): Error[] {
    if (this.#reads.every(({ unreadable }) => unreadable.length === 0)) return [];
    const last = this.#reads.at(-1);
    return this.#reads.flatMap(({ page, from, unreadable }) => {
      const placeOf = (index: number): number => page.items.indexOf(this.nodes[index] as Node);
      const begin = from === 0 && this.#after ? placeOf(0) : 0;
      const isCut = page === last?.page && this.#hasNextPage;
      const end = isCut ? placeOf(this.nodes.length - 1) : page.items.length;
      return unreadable.filter(({ index }) => index >= begin && index <= end).map(({ error }) => error);
    });
  }

  get edges(): { node: Node; cursor: string }[] {
    return this.nodes.map((node, index) => ({ node, cursor: this.#cursorOf(index) }));
  }

  get pageInfo(): Connection<Node> {
    return this;
  }

  get hasNextPage(): boolean {
    return this.#hasNextPage;
  }

  /** True after `after`, as the Relay specification allows, since that costs no call. */
  get hasPreviousPage(): boolean {
    return this.#after !== undefined;
  }

  get startCursor(): string | null {
    return this.nodes.length > 0 ? this.#cursorOf(0) : null;
  }

  get endCursor(): string | null {
    return this.nodes.length > 0 ? this.#cursorOf(this.nodes.length - 1) : null;
  }

  /** @throws {GatewayError} `UPSTREAM_BAD_RESPONSE` if the list's pages have no total. */
  get totalCount(): number {
    const total = this.#reads.at(-1)?.page.total;
    if (total === undefined) throw new GatewayError('UPSTREAM_BAD_RESPONSE');
    return total;
  }

  /** @param index The index of a node. */
  #cursorOf(index: number): string {
    this.#fingerprints ??= this.nodes.map(({ id }) => fingerprintOf(id)).join('');
    const own = this.#fingerprints.slice(0, FINGERPRINT_LENGTH * (index + 1));
    const ids = ((this.#after?.ids ?? '') + own).slice(-MAX_SHOWN);
    const { page, place, size, offset } = this.#reads.findLast((read) => read.from <= index) as Read<Node>;
    const skipped = page.items.indexOf(this.nodes[index] as Node) + 1;
    const position = { place, size, offset, skipped, total: page.total, ids };
    return this.#pageable.cursors.sign(this.#pageable.scope, textOf(position));
  }
}
