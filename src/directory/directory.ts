/**
 * What the REST API tells once and never again: customers' profiles, whose a wallet is, which wallet an order is for.
 *
 * Every answer that passes teaches it. What can't be learnt again goes to the store; what a list would tell again is kept
 * in a bounded cache only. Facts of ownership are written once: the first stands, and one that contradicts it is logged.
 */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { CustomerProfile, JsonObject, OrderFacts, SeedRecord, WalletFacts } from './facts.js';
import { keyOf } from './keys.js';
import { Recall } from './recall.js';
import type { Store } from './store/store.js';

const CACHE_SIZE = 100_000;
/** Seed records that are written at once: each write waits for the disk, and a command of Redis has a deadline. */
const SEED_BATCH = 5_000;

/** Its questions throw a {@link GatewayError} `STORE_UNAVAILABLE` where the store is away and nothing is remembered. */
export class Directory {
  readonly #recall: Recall;
  readonly #log: Logger;
  readonly #seenCustomers = new LRUCache<string, true>({ max: CACHE_SIZE });
  readonly #seenWallets = new LRUCache<string, WalletFacts>({ max: CACHE_SIZE });

  constructor(store: Store, log: Logger) {
    this.#recall = new Recall(store);
    this.#log = log;
  }

  async customer(id: string): Promise<CustomerProfile | undefined> {
    return parse<CustomerProfile>(await this.#recall.get(keyOf.customer(id)));
  }

  async customerIdByExternalRef(externalRef: string): Promise<string | undefined> {
    return this.#recall.get(keyOf.externalRef(externalRef));
  }

  /** Whether the REST API is known to have this customer. */
  async knowsCustomer(id: string): Promise<boolean> {
    return this.#seenCustomers.has(id) || (await this.customer(id)) !== undefined;
  }

  /** Whether the REST API is known to have this wallet. */
  async knowsWallet(id: string): Promise<boolean> {
    return this.#seenWallets.has(id) || (await this.wallet(id)) !== undefined;
  }

  /** What is known about a wallet that the REST API is known to have. */
  async wallet(id: string): Promise<WalletFacts | undefined> {
    const kept = parse<WalletFacts>(await this.#recall.get(keyOf.wallet(id)));
    const seen = this.#seenWallets.get(id);
    return kept || seen ? { id, ...seen, ...kept } : undefined;
  }

  /** The id of the wallet that an order is for. */
  walletOfOrder(orderId: string): Promise<string | undefined> {
    return this.#recall.get(keyOf.order(orderId));
  }

  /** As {@link walletOfOrder}, as far as it is known without asking the store. */
  walletOfOrderAtHand(orderId: string): string | undefined {
    return this.#recall.peek(keyOf.order(orderId));
  }

  /** The customer whose wallet this is, as far as that is known without asking the store. */
  ownerAtHand(walletId: string): string | undefined {
    const kept = parse<WalletFacts>(this.#recall.peek(keyOf.wallet(walletId)));
    return kept?.customerId ?? this.#seenWallets.get(walletId)?.customerId;
  }

  /** As {@link ownerAtHand}, by one question to the store, whatever is in memory. */
  async fetchOwner(walletId: string): Promise<string | undefined> {
    const kept = parse<WalletFacts>(await this.#recall.fetch(keyOf.wallet(walletId)));
    return kept?.customerId ?? this.#seenWallets.get(walletId)?.customerId;
  }

  /** As {@link walletOfOrder}, by one question to the store, whatever is in memory. */
  fetchWalletOfOrder(orderId: string): Promise<string | undefined> {
    return this.#recall.fetch(keyOf.order(orderId));
  }

  /** What the REST API said beyond its documentation when it made this order. */
  async paymentInstructions(orderId: string): Promise<JsonObject | undefined> {
    return parse<JsonObject>(await this.#recall.get(keyOf.payment(orderId)));
  }

  /** Of the wallets that a list names as a customer's, those that are remembered as somebody else's. */
  async foreignWallets(walletIds: readonly string[], customerId: string): Promise<Set<string>> {
    const owners = await Promise.all(walletIds.map((id) => this.wallet(id).catch(() => undefined)));
    return new Set(walletIds.filter((_, index) => (owners[index]?.customerId ?? customerId) !== customerId));
  }

  /** Of the orders that a list names as a wallet's, those that are remembered as another's. */
  async foreignOrders(orderIds: readonly string[], walletId: string): Promise<Set<string>> {
    const wallets = await Promise.all(orderIds.map((id) => this.walletOfOrder(id).catch(() => undefined)));
    return new Set(orderIds.filter((_, index) => (wallets[index] ?? walletId) !== walletId));
  }

  /** A list of this customer's was answered. */
  sawCustomer(id: string): void {
    this.#seenCustomers.set(id, true);
  }

  /** A read told this about a wallet; kept as long as there is room. */
  sawWallet(facts: WalletFacts): void {
    const seen = this.#seenWallets.get(facts.id);
    // Most are known already: nothing is made, kept or parsed for them.
    if (seen && isPartOf(facts, seen)) return;
    const known = parse<WalletFacts>(this.#recall.peek(keyOf.wallet(facts.id))) ?? seen;
    if (known && !this.#agrees(known, facts)) return;
    this.#seenWallets.set(facts.id, known ? { ...facts, ...known } : facts);
  }

  /** A wallet's list told these orders. They go to the store, but nobody waits for it. */
  sawOrders(walletId: string, orderIds: readonly string[]): void {
    const news = orderIds.filter((id) => this.#recall.peek(keyOf.order(id)) === undefined);
    this.#putOrders(
      news.map((id) => ({ id, walletId })),
      { flush: false },
    ).catch((error: unknown) => {
      // It is learnt again from the next list; where the store is away is told elsewhere, once.
      this.#log.debug({ err: error }, 'could not remember which wallet some orders are for');
    });
  }

  /**
   * A customer who was created just now. Resolves when it is kept.
   *
   * @returns whether this can be: false where the id is known as another customer's, who stays.
   */
  async learnCreatedCustomer(profile: CustomerProfile): Promise<boolean> {
    const known = await this.customer(profile.id).catch(() => undefined);
    if (known && known.externalRef !== profile.externalRef) {
      this.#log.error({ customerId: profile.id }, 'a new customer has the id of another one, who stays');
      return false;
    }
    await this.learnCustomer(profile);
    return true;
  }

  /** Resolves when it is kept. */
  async learnCustomer(profile: CustomerProfile): Promise<void> {
    await this.#putCustomers([profile]);
  }

  /**
   * A wallet that was created just now. Resolves when it is kept.
   *
   * @returns whether this can be: false where it is known as another customer's, whose it stays.
   */
  async learnWallet(facts: WalletFacts): Promise<boolean> {
    const seen = this.#seenWallets.get(facts.id);
    if (seen && !this.#agrees(seen, facts)) return false;
    const contradicted = await this.#putWallets([facts]);
    return contradicted.size === 0;
  }

  /**
   * An order that was made just now. Resolves when it is kept, and with it whose it is, as far as that is known.
   *
   * @returns whether this can be: false where it is known as another wallet's, whose it stays, with how it is to be paid.
   */
  async learnOrder(facts: OrderFacts, paymentInstructions?: JsonObject | null): Promise<boolean> {
    const order = this.#putOrders([facts], { flush: true });
    const isContradicted = await order.then(
      ({ size }) => size > 0,
      () => this.walletOfOrderAtHand(facts.id) !== facts.walletId,
    );
    if (isContradicted) return false;
    const seen = this.#seenWallets.get(facts.walletId);
    // Remembered all of it, also where the store is away.
    await Promise.all([
      order,
      paymentInstructions &&
        this.#recall.put(new Map([[keyOf.payment(facts.id), JSON.stringify(paymentInstructions)]])),
      seen?.customerId && this.#putWallets([seen]),
    ]);
    return true;
  }

  /** What the integrator says: it replaces profiles, but not who owns what. Resolves when it is kept. */
  async learnSeed(records: readonly SeedRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += SEED_BATCH) {
      const batch = records.slice(start, start + SEED_BATCH);
      await this.#putCustomers(batch.flatMap((record) => ('customer' in record ? [record.customer] : [])));
      await this.#putWallets(batch.flatMap((record) => ('wallet' in record ? [record.wallet] : [])));
      await this.#putOrders(
        batch.flatMap((record) => ('order' in record ? [record.order] : [])),
        { flush: true },
      );
    }
  }

  /**
   * Runs a `learn…` for an answer that has come, and resolves when it is kept. The answer must reach the client even where it can't
   * be: what was done is done.
   *
   * @returns what `learn` says: whether the answer can be, by all that is known.
   */
  async keep(learn: () => Promise<boolean>): Promise<boolean> {
    try {
      return await learn();
    } catch (error) {
      this.#log.error({ err: error }, 'the store did not keep what a write answered');
      return true;
    }
  }

  async #putCustomers(profiles: readonly CustomerProfile[]): Promise<void> {
    const present = await Promise.all(profiles.map(({ id }) => this.customer(id).catch(() => undefined)));
    const entries = new Map(profiles.flatMap(entriesOf));
    await this.#recall.put(entries);
    const outdated = present.flatMap((before) => (before ? [keyOf.externalRef(before.externalRef)] : []));
    const gone = outdated.filter((key) => !entries.has(key));
    if (gone.length > 0) await this.#recall.delete(gone);
  }

  /** What stands first stands; what it doesn't say yet is added. @returns the ids of those that contradict what stands. */
  async #putWallets(wallets: readonly WalletFacts[]): Promise<Set<string>> {
    const entries = new Map(wallets.map((facts) => [keyOf.wallet(facts.id), JSON.stringify(facts)]));
    const standing = await this.#recall.putIfAbsent(entries, { flush: true });
    const fuller = new Map<string, string>();
    const contradicted = new Set<string>();
    for (const facts of wallets) {
      const key = keyOf.wallet(facts.id);
      const kept = parse<WalletFacts>(standing.get(key)) ?? facts;
      if (!this.#agrees(kept, facts)) {
        contradicted.add(facts.id);
        continue;
      }
      const merged = { ...facts, ...kept };
      if (Object.keys(merged).length > Object.keys(kept).length) fuller.set(key, JSON.stringify(merged));
    }
    await this.#recall.put(fuller);
    return contradicted;
  }

  /** The first stands. @returns the ids of those that contradict what stands. */
  async #putOrders(orders: readonly OrderFacts[], options: { flush: boolean }): Promise<Set<string>> {
    const entries = new Map(orders.map(({ id, walletId }) => [keyOf.order(id), walletId]));
    const standing = await this.#recall.putIfAbsent(entries, options);
    const contradicted = new Set<string>();
    for (const { id, walletId } of orders) {
      if ((standing.get(keyOf.order(id)) ?? walletId) === walletId) continue;
      contradicted.add(id);
      this.#log.error({ orderId: id }, 'two wallets claim one order; the first stands');
    }
    return contradicted;
  }

  #agrees(known: WalletFacts, facts: WalletFacts): boolean {
    if (!known.customerId || !facts.customerId || known.customerId === facts.customerId) return true;
    this.#log.error({ walletId: facts.id }, 'two customers claim one wallet; the first stands');
    return false;
  }
}

const parse = <Facts>(text: string | undefined): Facts | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Facts);

const entriesOf = (profile: CustomerProfile): [string, string][] => [
  [keyOf.customer(profile.id), JSON.stringify(profile)],
  [keyOf.externalRef(profile.externalRef), profile.id],
];

function isPartOf(facts: WalletFacts, whole: WalletFacts): boolean {
  for (const member in facts)
    if (facts[member as keyof WalletFacts] !== whole[member as keyof WalletFacts]) return false;
  return true;
}
