/**
 * What the REST API tells once and never again: customers' profiles, whose a wallet is, which wallet an order is for.
 *
 * Every answer that passes teaches it. What can't be learnt again goes to the store, and waits for it where it is unavailable; what a list
 * would tell again is kept in a bounded cache only. Facts of ownership are written once: the first stands, and one that contradicts it is logged.
 */
import type { Logger } from 'pino';
import { Recall } from './cached-store.js';
import type { CustomerProfile, JsonObject, OrderFacts, SeedRecord, WalletFacts } from './facts.js';
import { RecentlySeen } from './recently-seen.js';
import { type PendingWrite, RetryQueue } from './retry-queue.js';
import type { Store } from './store/store.js';
import { keyOf } from './store-keys.js';

const CACHE_SIZE = 30_000;
/** Seed records that are written at once: each write waits for the disk, and a command of Redis has a deadline. */
const SEED_BATCH = 5_000;

/** What a write of the REST API answered, which it won't tell again. */
interface Lesson extends PendingWrite {
  /** What the store will hold, unless something else stands there. */
  entries: ReadonlyMap<string, string>;
}

/** Its questions throw a {@link GatewayError} `STORE_UNAVAILABLE` where the store is away and nothing is remembered. */
export class Directory {
  readonly #recall: Recall;
  readonly #lessons: RetryQueue<Lesson>;
  readonly #log: Logger;
  readonly #seenCustomers = new RecentlySeen<true>(CACHE_SIZE);
  readonly #seenWallets = new RecentlySeen<WalletFacts>(CACHE_SIZE);

  constructor(store: Store, log: Logger) {
    this.#recall = new Recall(store);
    const lostMessage = 'what the upstream API answered is lost: the store did not take it';
    this.#lessons = new RetryQueue({ component: 'directory', lostMessage, log });
    this.#log = log;
  }

  /** How many answers wait for the store. */
  get waitingLessons(): number {
    return this.#lessons.size;
  }

  /** Writes what waits for the store, or names in the log what is lost. */
  close(): Promise<void> {
    return this.#lessons.close();
  }

  async customer(id: string): Promise<CustomerProfile | undefined> {
    return parse<CustomerProfile>(await this.#textOf(keyOf.customer(id)));
  }

  async customerIdByExternalRef(externalRef: string): Promise<string | undefined> {
    return this.#textOf(keyOf.externalRef(externalRef));
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
    const kept = parse<WalletFacts>(await this.#textOf(keyOf.wallet(id)));
    const seen = this.#seenWallets.get(id);
    return kept || seen ? { id, ...seen, ...kept } : undefined;
  }

  /** The id of the wallet that an order is for. */
  walletOfOrder(orderId: string): Promise<string | undefined> {
    return this.#textOf(keyOf.order(orderId));
  }

  /** As {@link walletOfOrder}, as far as it is known without asking the store. */
  walletOfOrderAtHand(orderId: string): string | undefined {
    return this.#peek(keyOf.order(orderId));
  }

  /** The customer whose wallet this is, as far as that is known without asking the store. */
  ownerAtHand(walletId: string): string | undefined {
    const kept = parse<WalletFacts>(this.#peek(keyOf.wallet(walletId)));
    return kept?.customerId ?? this.#seenWallets.get(walletId)?.customerId;
  }

  /** As {@link ownerAtHand}, by one question to the store, whatever is in memory. */
  async fetchOwner(walletId: string): Promise<string | undefined> {
    const kept = parse<WalletFacts>(await this.#fetch(keyOf.wallet(walletId)));
    return kept?.customerId ?? this.#seenWallets.get(walletId)?.customerId;
  }

  /** As {@link walletOfOrder}, by one question to the store, whatever is in memory. */
  fetchWalletOfOrder(orderId: string): Promise<string | undefined> {
    return this.#fetch(keyOf.order(orderId));
  }

  /** What the REST API said beyond its documentation when it made this order. */
  async paymentInstructions(orderId: string): Promise<JsonObject | undefined> {
    return parse<JsonObject>(await this.#textOf(keyOf.payment(orderId)));
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
    const known = parse<WalletFacts>(this.#peek(keyOf.wallet(facts.id))) ?? seen;
    if (known && !this.#agrees(known, facts)) return;
    this.#seenWallets.set(facts.id, known ? { ...facts, ...known } : facts);
  }

  /** A wallet's list told these orders. They go to the store, but nobody waits for it. */
  sawOrders(walletId: string, orderIds: readonly string[]): void {
    const news = orderIds.filter((id) => this.#peek(keyOf.order(id)) === undefined);
    this.#putOrders(
      news.map((id) => ({ id, walletId })),
      { flush: false },
    ).catch((error: unknown) => {
      // It is learnt again from the next list; where the store is away is told elsewhere, once.
      this.#log.debug({ err: error }, 'could not remember which wallet some orders are for');
    });
  }

  /** A customer that was created just now. As {@link learnOrder}. */
  learnCustomer(profile: CustomerProfile): Promise<boolean> {
    const known = parse<CustomerProfile>(this.#peek(keyOf.customer(profile.id)));
    if (known && !this.#isSameCustomer(known, profile)) return Promise.resolve(false);
    return this.#learn({ customerId: profile.id }, entriesOf(profile), async () => {
      const kept = parse<CustomerProfile>(await this.#recall.get(keyOf.customer(profile.id)));
      if (kept && !this.#isSameCustomer(kept, profile)) return false;
      await this.#putCustomers([profile]);
      return true;
    });
  }

  /** A wallet that was created just now. As {@link learnOrder}. */
  learnWallet(facts: WalletFacts): Promise<boolean> {
    const owner = this.ownerAtHand(facts.id);
    if (owner !== undefined && !this.#agrees({ id: facts.id, customerId: owner }, facts)) return Promise.resolve(false);
    return this.#learn({ walletId: facts.id }, [walletEntry(facts)], async () => {
      const contradicted = await this.#putWallets([facts]);
      return contradicted.size === 0;
    });
  }

  /**
   * An order that was made just now, and with it whose it is, as far as that is known. Resolves when it is kept, or waits for the store:
   * the answer must reach the client even where it can't be kept, since what was done is done.
   *
   * @returns whether it can be, by all that is known: false, and logged, where it contradicts what stands. Then that stays, and nothing is kept.
   */
  learnOrder(facts: OrderFacts, paymentInstructions?: JsonObject | null): Promise<boolean> {
    const known = this.walletOfOrderAtHand(facts.id);
    if (known !== undefined && !this.#isSameWallet(facts, known)) return Promise.resolve(false);
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
      const contradicted = await this.#putOrders([facts], { flush: true });
      if (contradicted.size > 0) return false;
      await this.#recall.put(new Map(payment));
      await this.#putWallets(wallets);
      return true;
    });
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

  /** @param apply Writes it, and says whether it can be. @returns that; true where it waits for the store. */
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

  /** What waits for the store is read as if it were kept there, unless the store holds something else: what stood there first stands. */
  async #textOf(key: string): Promise<string | undefined> {
    const waiting = this.#lessons.firstFor(key)?.entries.get(key);
    if (waiting === undefined) return this.#recall.get(key);
    return (await this.#recall.get(key).catch(() => undefined)) ?? waiting;
  }

  /** As {@link #textOf}, always by asking the store. */
  async #fetch(key: string): Promise<string | undefined> {
    const waiting = this.#lessons.firstFor(key)?.entries.get(key);
    if (waiting === undefined) return this.#recall.fetch(key);
    return (await this.#recall.fetch(key).catch(() => undefined)) ?? waiting;
  }

  /** As {@link #textOf}, without asking the store. */
  #peek(key: string): string | undefined {
    return this.#recall.peek(key) ?? this.#lessons.firstFor(key)?.entries.get(key);
  }

  /** Replaces profiles. An external reference is its first customer's until that one has another. */
  async #putCustomers(customers: readonly CustomerProfile[]): Promise<void> {
    const profiles = [...new Map(customers.map((profile) => [profile.id, profile])).values()];
    const before = await Promise.all(profiles.map(({ id }) => this.#recall.get(keyOf.customer(id))));
    // Before the profile: where this fails, the profile must tell the next attempt which reference is to be freed.
    for (const [index, { id, externalRef }] of profiles.entries()) {
      const former = parse<CustomerProfile>(before[index])?.externalRef ?? externalRef;
      if (former !== externalRef) await this.#recall.swap(keyOf.externalRef(former), id, undefined);
    }
    const claims = new Map<string, string>();
    for (const { id, externalRef } of profiles) {
      const key = keyOf.externalRef(externalRef);
      if (!claims.has(key)) claims.set(key, id);
    }
    const standing = await this.#recall.putIfAbsent(claims, { flush: true });
    for (const { id, externalRef } of profiles) {
      const first = standing.get(keyOf.externalRef(externalRef));
      if (first !== id)
        this.#log.error({ customerId: id, first }, 'two customers claim one external reference; the first stands');
    }
    await this.#recall.put(new Map(profiles.map((profile) => [keyOf.customer(profile.id), JSON.stringify(profile)])));
  }

  /** What stands first stands; what it doesn't say yet is added. @returns the ids of those that contradict what stands. */
  async #putWallets(wallets: readonly WalletFacts[]): Promise<Set<string>> {
    const entries = new Map(wallets.map(walletEntry));
    const standing = await this.#recall.putIfAbsent(entries, { flush: true });
    const contradicted = new Set<string>();
    for (const facts of wallets) {
      const key = keyOf.wallet(facts.id);
      const text = standing.get(key) ?? JSON.stringify(facts);
      const kept = JSON.parse(text) as WalletFacts;
      if (!this.#agrees(kept, facts)) {
        contradicted.add(facts.id);
        continue;
      }
      const merged = { ...facts, ...kept };
      // Not where another instance has added to it meanwhile: what is missing then is added by the next answer.
      if (Object.keys(merged).length > Object.keys(kept).length)
        await this.#recall.swap(key, text, JSON.stringify(merged));
    }
    return contradicted;
  }

  /** The first stands. @returns the ids of those that contradict what stands. */
  async #putOrders(orders: readonly OrderFacts[], options: { flush: boolean }): Promise<Set<string>> {
    const entries = new Map(orders.map(({ id, walletId }) => [keyOf.order(id), walletId]));
    const standing = await this.#recall.putIfAbsent(entries, options);
    const contradicted = orders.filter((facts) => !this.#isSameWallet(facts, standing.get(keyOf.order(facts.id))));
    return new Set(contradicted.map(({ id }) => id));
  }

  #isSameWallet({ id, walletId }: OrderFacts, known = walletId): boolean {
    if (known === walletId) return true;
    this.#log.error({ orderId: id }, 'two wallets claim one order; the first stands');
    return false;
  }

  /** One of the two may have been changed. */
  #isSameCustomer(known: CustomerProfile, profile: CustomerProfile): boolean {
    if (known.externalRef === profile.externalRef || known.email === profile.email) return true;
    this.#log.error({ customerId: profile.id }, 'two profiles claim one customer; the first stands');
    return false;
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

const walletEntry = (facts: WalletFacts): [string, string] => [keyOf.wallet(facts.id), JSON.stringify(facts)];

function isPartOf(facts: WalletFacts, whole: WalletFacts): boolean {
  for (const member in facts)
    if (facts[member as keyof WalletFacts] !== whole[member as keyof WalletFacts]) return false;
  return true;
}
