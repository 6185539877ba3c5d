/** The parties of a call: the viewer and the resources that can cause its outcome instead of the endpoint. */

export interface Parties {
  /** The customer of the call. Undefined for operators, whose calls concern many customers. */
  readonly viewer: string | undefined;
  /** The id of the resource; undefined or empty if the call concerns none in particular. */
  readonly resource: string | undefined;
  /** The quote of an order, in addition to its wallet. */
  readonly quote?: string | undefined;
}

/** A call without parties. */
export const NO_PARTIES: Parties = { viewer: undefined, resource: undefined };

/** @param body The body of a write to any endpoint. */
export function partiesOfWrite(body: unknown, viewer: string | undefined): Parties {
  const { walletId, customerId, externalRef, quoteId, sourceCurrency, targetCurrency } = body as Record<
    string,
    unknown
  >;
  // All customers share a few currency pairs, so a pair counts as a resource only for calls without a customer.
  const pair = viewer === undefined && sourceCurrency !== undefined ? `${sourceCurrency}/${targetCurrency}` : undefined;
  return {
    viewer,
    resource: (walletId ?? customerId ?? externalRef ?? pair) as string | undefined,
    quote: quoteId as string | undefined,
  };
}

/** Number of slots. Two parties in one slot share its limit, so with many parties the counted calls are a sample. */
const SLOTS = 2_048;
/** The slot of an absent party. */
const NONE = -1;
const FNV_PRIME = 0x01000193;
/** Seeds of the hash by role, so that the same id as viewer and as resource is two parties. */
const VIEWER = 0x811c9dc5;
const RESOURCE = 0x2f0b4a27;
const QUOTE = 0x6c62272e;

/**
 * Limits how often each party counts within a sliding window. Memory is fixed and a call allocates nothing, since every upstream call passes
 * here.
 */
export class PartyLimit {
  readonly #limit: number;
  readonly #window: number;
  /** The latest uses of each slot, as many as the limit. */
  readonly #usedAt: Int32Array;
  /** The index of the oldest use of each slot. */
  readonly #oldest = new Uint8Array(SLOTS);

  /** @param limit Maximum uses of one party in the window. @param window Length in the unit of `now`. */
  constructor(limit: number, window: number) {
    this.#limit = limit;
    this.#window = window;
    this.#usedAt = new Int32Array(SLOTS * limit).fill(-window);
  }

  /** Whether one of the parties is at its limit. @param now A whole number, not negative. */
  isReached({ viewer, resource, quote }: Parties, now: number): boolean {
    return (
      this.#isFull(slotOf(viewer, VIEWER), now) ||
      this.#isFull(slotOf(resource, RESOURCE), now) ||
      this.#isFull(slotOf(quote, QUOTE), now)
    );
  }

  /** Counts one use of each party, unless one is at its limit. @returns whether the use was counted. @param now As for {@link isReached}. */
  use({ viewer, resource, quote }: Parties, now: number): boolean {
    const ofViewer = slotOf(viewer, VIEWER);
    const ofResource = slotOf(resource, RESOURCE);
    const ofQuote = slotOf(quote, QUOTE);
    if (this.#isFull(ofViewer, now) || this.#isFull(ofResource, now) || this.#isFull(ofQuote, now)) return false;
    this.#use(ofViewer, now);
    this.#use(ofResource, now);
    this.#use(ofQuote, now);
    return true;
  }

  /** Counts one use of each party, beyond the limit too. */
  renew({ viewer, resource, quote }: Parties, now: number): void {
    this.#use(slotOf(viewer, VIEWER), now);
    this.#use(slotOf(resource, RESOURCE), now);
    this.#use(slotOf(quote, QUOTE), now);
  }

  clear(): void {
    this.#usedAt.fill(-this.#window);
  }

  #isFull(slot: number, now: number): boolean {
    if (slot === NONE) return false;
    return (this.#usedAt[slot * this.#limit + (this.#oldest[slot] ?? 0)] ?? 0) > now - this.#window;
  }

  #use(slot: number, now: number): void {
    if (slot === NONE) return;
    const oldest = this.#oldest[slot] ?? 0;
    this.#usedAt[slot * this.#limit + oldest] = now;
    this.#oldest[slot] = (oldest + 1) % this.#limit;
  }
}

/** 32-bit FNV-1a. */
function slotOf(id: string | undefined, role: number): number {
  if (!id) return NONE;
  let hash = role;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), FNV_PRIME);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
