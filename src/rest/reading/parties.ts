/** The viewer and the resources that a call's outcome may be due to, rather than to its endpoint. */

export interface Parties {
  /** The customer whom the call is made for; undefined for operators, who ask on behalf of many. */
  readonly viewer: string | undefined;
  /** The id that the call is about; undefined or empty where it is about nothing in particular. */
  readonly resource: string | undefined;
  /** Of an order: its quote, beside its wallet. */
  readonly quote?: string | undefined;
}

/** A call that is limited by nothing. */
export const NO_PARTIES: Parties = { viewer: undefined, resource: undefined };

/** @param body Of a write to any endpoint. */
export function partiesOfWrite(body: unknown, viewer: string | undefined): Parties {
  const { walletId, customerId, externalRef, quoteId, sourceCurrency, targetCurrency } = body as Record<
    string,
    unknown
  >;
  // All customers share a few pairs of currencies. So a pair is a resource only where no customer bounds the call.
  const pair = viewer === undefined && sourceCurrency !== undefined ? `${sourceCurrency}/${targetCurrency}` : undefined;
  return {
    viewer,
    resource: (walletId ?? customerId ?? externalRef ?? pair) as string | undefined,
    quote: quoteId as string | undefined,
  };
}

/** Slots that parties are spread over. Two parties of one slot share its limit, so under many parties the counted calls are a sample. */
const SLOTS = 2_048;
/** The slot of a party that there is none of. */
const NONE = -1;
const FNV_PRIME = 0x01000193;
/** Start values of the hash, one for each role: the same id as viewer and as resource is two parties. */
const VIEWER = 0x811c9dc5;
const RESOURCE = 0x2f0b4a27;
const QUOTE = 0x6c62272e;

/**
 * Limits how often each party is counted within a sliding window. Its memory is fixed and a call allocates nothing, since it is used by every
 * call of the REST API.
 */
export class PartyLimit {
  readonly #limit: number;
  readonly #window: number;
  /** For each slot the times of its latest uses, as many as the limit. */
  readonly #usedAt: Int32Array;
  /** For each slot which of these is the oldest. */
  readonly #oldest = new Uint8Array(SLOTS);

  /** @param limit Uses of one party at most in the window. @param window In the unit of `now`. */
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

  /** Counts one use of each, unless one of them is at its limit. @returns whether it was counted. @param now As for {@link isReached}. */
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

  /** Counts one use of each, whether at its limit or not. */
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

/** FNV-1a of 32 bits. */
function slotOf(id: string | undefined, role: number): number {
  if (!id) return NONE;
  let hash = role;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), FNV_PRIME);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
