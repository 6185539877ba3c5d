/**
 * Facts that the REST API returns only once: customers' profiles, owners of wallets, wallets of orders. Every decoded response adds to them. Facts
 * that cannot be read again go to the store, and wait for it during an outage; those of lists stay in a bounded cache.
 */
import type { Logger } from 'pino';
import { CachedStore } from './cached-store.js';
import { entriesOf, FactWriter, parse, walletEntry } from './fact-writer.js';
import type { CustomerProfile, JsonObject, OrderFacts, SeedRecord, WalletFacts } from './facts.js';
import { isPartOf } from './facts.js';
import { RecentlySeen } from './recently-seen.js';
import { type PendingWrite, RetryQueue } from './retry-queue.js';
import type { Store } from './store/store.js';
import { keyOf } from './store-keys.js';

const CACHE_SIZE = 30_000;
/** The facts of one answer to a write, which the REST API does not return again. */
interface Lesson extends PendingWrite {
  /** Entries for the store, unless it already holds others under their keys. */
  entries: ReadonlyMap<string, string>;
}

/** Reads throw a {@link GatewayError} `STORE_UNAVAILABLE` if the store is unavailable and the fact is not cached. */
export class Directory {
  readonly #store: CachedStore;
  readonly #facts: FactWriter;
  readonly #lessons: RetryQueue<Lesson>;
  readonly #log: Logger;
  readonly #seenCustomers = new RecentlySeen<true>(CACHE_SIZE);
  readonly #seenWallets = new RecentlySeen<WalletFacts>(CACHE_SIZE);

  constructor(store: Store, log: Logger) {
    this.#store = new CachedStore(store);
    this.#facts = new FactWriter(this.#store, log);
    const lostMessage = 'facts of an upstream response lost: the store rejected them';
    this.#lessons = new RetryQueue({ component: 'directory', lostMessage, log });
    this.#log = log;
  }

  /** Number of answers that wait for the store. */
  get pendingSaves(): number {
    return this.#lessons.size;
  }

  /** Writes the facts that wait for the store, or logs those that are lost. */
  close(): Promise<void> {
    return this.#lessons.close();
  }

  /** Forgets what memory holds under these keys of the store: somebody else has changed them. */
  forget(keys: readonly string[]): void {
    this.#store.forget(keys);
    const ids = keys.map((key) => key.slice(key.indexOf(':') + 1));
    for (const seen of [this.#seenCustomers, this.#seenWallets]) for (const id of ids) seen.delete(id);
  }

  async customer(id: string): Promise<CustomerProfile | undefined> {
    return parse<CustomerProfile>(await this.#textOf(keyOf.customer(id)));
  }

  async customerIdByExternalRef(externalRef: string): Promise<string | undefined> {
    return this.#textOf(keyOf.externalRef(externalRef));
  }

  /** Whether the customer is known to exist. */
  async knowsCustomer(id: string): Promise<boolean> {
    return this.#seenCustomers.has(id) || (await this.customer(id)) !== undefined;
  }

  /** Whether the wallet is known to exist. */
  async knowsWallet(id: string): Promise<boolean> {
    return this.#seenWallets.has(id) || (await this.wallet(id)) !== undefined;
  }

  /** The known facts of a wallet that exists. */
  async wallet(id: string): Promise<WalletFacts | undefined> {
    const kept = parse<WalletFacts>(await this.#textOf(keyOf.wallet(id)));
    const seen = this.#seenWallets.get(id);
    return kept || seen ? { id, ...seen, ...kept } : undefined;
  }

  /** The id of the wallet that receives the order's money. */
  walletOfOrder(orderId: string): Promise<string | undefined> {
    return this.#textOf(keyOf.order(orderId));
  }

  /** As {@link walletOfOrder}, from memory alone. */
  cachedWalletOfOrder(orderId: string): string | undefined {
    return this.#peek(keyOf.order(orderId));
  }

  /** The id of the wallet's owner, from memory alone. */
  cachedOwner(walletId: string): string | undefined {
    const kept = parse<WalletFacts>(this.#peek(keyOf.wallet(walletId)));
    return kept?.customerId ?? this.#seenWallets.get(walletId)?.customerId;
  }

  /** The id of the wallet's owner, by exactly one read of the store, whatever is cached. */
  async fetchOwner(walletId: string): Promise<string | undefined> {
    const kept = parse<WalletFacts>(await this.#fetch(keyOf.wallet(walletId)));
    return kept?.customerId ?? this.#seenWallets.get(walletId)?.customerId;
  }

  /** As {@link walletOfOrder}, by exactly one read of the store, whatever is cached. */
  fetchWalletOfOrder(orderId: string): Promise<string | undefined> {
    return this.#fetch(keyOf.order(orderId));
  }

  /** The undocumented members of the answer that created the order. */
  async paymentInstructions(orderId: string): Promise<JsonObject | undefined> {
    return parse<JsonObject>(await this.#textOf(keyOf.payment(orderId)));
  }

  /** The listed wallets of a customer that are known as another customer's. */
  async foreignWallets(walletIds: readonly string[], customerId: string): Promise<Set<string>> {
    const owners = await Promise.all(walletIds.map((id) => this.wallet(id).catch(() => undefined)));
    return new Set(walletIds.filter((_, index) => (owners[index]?.customerId ?? customerId) !== customerId));
  }

  /** The listed orders of a wallet that are known as another wallet's. */
  async foreignOrders(orderIds: readonly string[], walletId: string): Promise<Set<string>> {
    const wallets = await Promise.all(orderIds.map((id) => this.walletOfOrder(id).catch(() => undefined)));
    return new Set(orderIds.filter((_, index) => (wallets[index] ?? walletId) !== walletId));
  }

  /** Caches that the customer exists. */
  cacheCustomer(id: string): void {
    this.#seenCustomers.set(id, true);
  }

  /** Caches the facts of a wallet, as long as there is room. */
  cacheWallet(facts: WalletFacts): void {
    const seen = this.#seenWallets.get(facts.id);
    // Most facts are known already, so this path allocates and parses nothing.
    if (seen && isPartOf(facts, seen)) return;
    const known = parse<WalletFacts>(this.#peek(keyOf.wallet(facts.id))) ?? seen;
    if (known && !this.#facts.agrees(known, facts)) return;
    this.#seenWallets.set(facts.id, known ? { ...facts, ...known } : facts);
  }

  /** Saves the orders of a wallet's list, without a promise for the caller. */
  saveListedOrders(walletId: string, orderIds: readonly string[]): void {
    const news = orderIds.filter((id) => this.#peek(keyOf.order(id)) === undefined);
    this.#facts
      .putOrders(
        news.map((id) => ({ id, walletId })),
        { flush: false },
      )
      .catch((error: unknown) => {
        // The next list has them again. The store's outage is logged once, elsewhere.
        this.#log.debug({ component: 'directory', err: error }, 'wallets of listed orders could not be saved');
      });
  }

  /** Saves a customer that was just created. As {@link saveOrder}. */
  saveCustomer(profile: CustomerProfile): Promise<boolean> {
    const known = parse<CustomerProfile>(this.#peek(keyOf.customer(profile.id)));
    if (known && !this.#facts.isSameCustomer(known, profile)) return Promise.resolve(false);
    return this.#learn({ customerId: profile.id }, entriesOf(profile), async () => {
      const kept = parse<CustomerProfile>(await this.#store.get(keyOf.customer(profile.id)));
      if (kept && !this.#facts.isSameCustomer(kept, profile)) return false;
      await this.#facts.putCustomers([profile]);
      return true;
    });
  }

  /** Saves a wallet that was just created. As {@link saveOrder}. */
  saveWallet(facts: WalletFacts): Promise<boolean> {
    const owner = this.cachedOwner(facts.id);
    if (owner !== undefined && !this.#facts.agrees({ id: facts.id, customerId: owner }, facts))
      return Promise.resolve(false);
    return this.#learn({ walletId: facts.id }, [walletEntry(facts)], async () => {
      const contradicted = await this.#facts.putWallets([facts]);
      return contradicted.size === 0;
    });
  }

  /**
   * Saves an order that was just created, and the wallet's owner if it is known. Resolves when the facts are saved or wait for the store: the
   * client gets its answer even if they cannot be saved, since the order exists.
   *
   * @returns false, and logs, if the order contradicts known facts. The known facts stay.
   */
  saveOrder(facts: OrderFacts, paymentInstructions?: JsonObject | null): Promise<boolean> {
    const known = this.cachedWalletOfOrder(facts.id);
    if (known !== undefined && !this.#facts.isSameWallet(facts, known)) return Promise.resolve(false);
    const payment: [string, string][] = paymentInstructions
      ? [[keyOf.payment(facts.id), JSON.stringify(paymentInstructions)]]
      : [];
    const seen = this.#seenWallets.get(facts.walletId);
    const wallets = seen?.customerId ? [seen] : [];
    const entries = [
      [keyOf.order(facts.id), facts.walletId] satisfies [string, string],
      ...payment,
      ...wallets.map(walletEntry),
    ];
    return this.#learn({ orderId: facts.id, walletId: facts.walletId }, entries, async () => {
      const contradicted = await this.#facts.putOrders([facts], { flush: true });
      if (contradicted.size > 0) return false;
      await this.#store.put(new Map(payment));
      await this.#facts.putWallets(wallets);
      return true;
    });
  }

  /** As {@link FactWriter.putSeed}. */
  saveSeed(records: readonly SeedRecord[]): Promise<void> {
    return this.#facts.putSeed(records);
  }

  /** @param apply Writes the facts and returns whether they agree with known ones. @returns that; true if they wait for the store. */
  async #learn(
    ids: Lesson['ids'],
    entries: readonly [string, string][],
    apply: () => Promise<boolean>,
  ): Promise<boolean> {
    let canBe = true;
    await this.#lessons.write({
      keys: entries.map(([key]) => key),
      ids,
      entries: new Map(entries),
      apply: async () => {
        canBe = await apply();
      },
    });
    return canBe;
  }

  /** Facts that wait for the store count as saved, unless the store holds others, which take precedence. */
  async #textOf(key: string): Promise<string | undefined> {
    const waiting = this.#lessons.firstFor(key)?.entries.get(key);
    if (waiting === undefined) return this.#store.get(key);
    return (await this.#store.get(key).catch(() => undefined)) ?? waiting;
  }

  /** As {@link #textOf}, always with a read of the store. */
  async #fetch(key: string): Promise<string | undefined> {
    const waiting = this.#lessons.firstFor(key)?.entries.get(key);
    if (waiting === undefined) return this.#store.fetch(key);
    return (await this.#store.fetch(key).catch(() => undefined)) ?? waiting;
  }

  /** As {@link #textOf}, from memory alone. */
  #peek(key: string): string | undefined {
    return this.#store.peek(key) ?? this.#lessons.firstFor(key)?.entries.get(key);
  }
}
