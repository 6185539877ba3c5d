/**
 * What the REST API tells once and never again: customers' profiles, whose a wallet is, which wallet an order is for.
 *
 * Every answer that passes teaches it. What can't be learnt again goes to the store; what a list would tell again is kept
 * in a bounded cache only. Facts of ownership are written once: the first stands, and one that contradicts it is logged.
 */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.js';
import type { CustomerProfile, JsonObject, OrderFacts, SeedRecord, WalletFacts } from './facts.js';
import { keyOf } from './keys.js';
import type { Store } from './store/store.js';

const CACHE_SIZE = 100_000;
/** Seed records that are written at once. */
const SEED_BATCH = 1_000;

export class Directory {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #profiles = new LRUCache<string, CustomerProfile>({ max: CACHE_SIZE });
  readonly #seenCustomers = new LRUCache<string, true>({ max: CACHE_SIZE });
  readonly #keptWallets = new LRUCache<string, WalletFacts>({ max: CACHE_SIZE });
  readonly #seenWallets = new LRUCache<string, WalletFacts>({ max: CACHE_SIZE });
  readonly #orderWallets = new LRUCache<string, string>({ max: CACHE_SIZE });

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  async customer(id: string): Promise<CustomerProfile | undefined> {
    return this.#profiles.get(id) ?? this.#load(keyOf.customer(id), this.#profiles, id);
  }

  async customerByExternalRef(externalRef: string): Promise<CustomerProfile | undefined> {
    const id = await this.#get(keyOf.externalRef(externalRef));
    return id === undefined ? undefined : this.customer(id);
  }

  /** Whether the REST API is known to have this customer. */
  async knowsCustomer(id: string): Promise<boolean> {
    return this.#seenCustomers.has(id) || (await this.customer(id)) !== undefined;
  }

  /** What is known about a wallet that the REST API is known to have. */
  async wallet(id: string): Promise<WalletFacts | undefined> {
    const kept = this.#keptWallets.get(id) ?? (await this.#load(keyOf.wallet(id), this.#keptWallets, id));
    const seen = this.#seenWallets.get(id);
    return kept || seen ? { id, ...seen, ...kept } : undefined;
  }

  /** The id of the wallet that an order is for. */
  async walletOfOrder(orderId: string): Promise<string | undefined> {
    const cached = this.#orderWallets.get(orderId);
    if (cached !== undefined) return cached;
    const walletId = await this.#get(keyOf.order(orderId));
    if (walletId !== undefined) this.#orderWallets.set(orderId, walletId);
    return walletId;
  }

  /** Whether a list names as a customer's a wallet that is remembered as somebody else's. */
  contradictsWallet({ id, customerId }: WalletFacts): boolean {
    const owner = this.#keptWallets.get(id)?.customerId ?? this.#seenWallets.get(id)?.customerId;
    return owner !== undefined && customerId !== undefined && owner !== customerId;
  }

  /** Whether nothing remembered says that the wallet is somebody else's. Without the store, the REST API's word stands. */
  async mayBelongTo(walletId: string, customerId: string): Promise<boolean> {
    const facts = await this.wallet(walletId).catch(() => undefined);
    return facts?.customerId === undefined || facts.customerId === customerId;
  }

  /** Whether a list names as a wallet's an order that is remembered as another's. */
  contradictsOrder(orderId: string, walletId: string): boolean {
    return (this.#orderWallets.get(orderId) ?? walletId) !== walletId;
  }

  /** What the REST API said beyond its documentation when it made this order. */
  async paymentInstructions(orderId: string): Promise<JsonObject | undefined> {
    const text = await this.#get(keyOf.payment(orderId));
    return text === undefined ? undefined : (JSON.parse(text) as JsonObject);
  }

  /** A list of this customer's was answered. */
  sawCustomer(id: string): void {
    this.#seenCustomers.set(id, true);
  }

  /** A read told this about a wallet; kept as long as there is room. */
  sawWallet(facts: WalletFacts): void {
    const known = this.#keptWallets.get(facts.id) ?? this.#seenWallets.get(facts.id);
    if (known && !this.#agrees(known, facts)) return;
    this.#seenWallets.set(facts.id, { ...facts, ...known });
  }

  /** A wallet's list told these orders. They go to the store, but nobody waits for it. */
  sawOrders(walletId: string, orderIds: readonly string[]): void {
    const news = orderIds.filter((id) => this.#orderWallets.get(id) === undefined);
    if (news.length === 0) return;
    this.#putOrders(
      news.map((id) => ({ id, walletId })),
      { flush: false },
    ).catch((error: unknown) => {
      // It is learnt again from the next list; where the store is away is told elsewhere, once.
      this.#log.debug({ err: error }, 'could not remember which wallet some orders are for');
    });
  }

  /** Resolves when it is kept. */
  async learnCustomer(profile: CustomerProfile): Promise<void> {
    this.#profiles.set(profile.id, profile);
    await this.#store.put(new Map(entriesOf(profile)));
  }

  /** Resolves when it is kept. */
  async learnWallet(facts: WalletFacts): Promise<void> {
    await this.#putWallets([facts]);
  }

  /** Resolves when it is kept. */
  async learnOrder(facts: OrderFacts, paymentInstructions?: JsonObject | null): Promise<void> {
    await this.#putOrders([facts], { flush: true });
    if (!paymentInstructions) return;
    await this.#store.put(new Map([[keyOf.payment(facts.id), JSON.stringify(paymentInstructions)]]));
  }

  /** What the integrator says: it replaces profiles, but not who owns what. Resolves when it is kept. */
  async learnSeed(records: readonly SeedRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += SEED_BATCH) {
      const batch = records.slice(start, start + SEED_BATCH);
      await this.#store.put(
        new Map(batch.flatMap((record) => ('customer' in record ? entriesOf(record.customer) : []))),
      );
      await this.#putWallets(batch.flatMap((record) => ('wallet' in record ? [record.wallet] : [])));
      await this.#putOrders(
        batch.flatMap((record) => ('order' in record ? [record.order] : [])),
        { flush: true },
      );
    }
  }

  async #putWallets(wallets: readonly WalletFacts[]): Promise<void> {
    const entries = new Map(wallets.map((facts) => [keyOf.wallet(facts.id), JSON.stringify(facts)]));
    const standing = await this.#store.putIfAbsent(entries, { flush: true });
    for (const facts of wallets) {
      const kept = JSON.parse(standing.get(keyOf.wallet(facts.id)) ?? '{}') as WalletFacts;
      this.#agrees(kept, facts);
      this.#keptWallets.set(facts.id, kept);
    }
  }

  async #putOrders(orders: readonly OrderFacts[], options: { flush: boolean }): Promise<void> {
    const entries = new Map(orders.map(({ id, walletId }) => [keyOf.order(id), walletId]));
    const standing = await this.#store.putIfAbsent(entries, options);
    for (const { id, walletId } of orders) {
      const kept = standing.get(keyOf.order(id)) ?? walletId;
      if (kept !== walletId) this.#log.error({ orderId: id }, 'two wallets claim one order; the first stands');
      this.#orderWallets.set(id, kept);
    }
  }

  /**
   * Runs a `learn…` for an answer that has come, and resolves when it is kept. The answer must reach the client even where it can't
   * be: what was done is done.
   */
  async keep(learn: () => Promise<void>): Promise<void> {
    try {
      await learn();
    } catch (error) {
      this.#log.error({ err: error }, 'the store did not keep what a write answered');
    }
  }

  #agrees(known: WalletFacts, facts: WalletFacts): boolean {
    if (!known.customerId || !facts.customerId || known.customerId === facts.customerId) return true;
    this.#log.error({ walletId: facts.id }, 'two customers claim one wallet; the first stands');
    return false;
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      return await this.#store.get(key);
    } catch (error) {
      throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
    }
  }

  async #load<Facts extends object>(
    key: string,
    cache: LRUCache<string, Facts>,
    id: string,
  ): Promise<Facts | undefined> {
    const text = await this.#get(key);
    if (text === undefined) return undefined;
    const facts = JSON.parse(text) as Facts;
    cache.set(id, facts);
    return facts;
  }
}

const entriesOf = (profile: CustomerProfile): [string, string][] => [
  [keyOf.customer(profile.id), JSON.stringify(profile)],
  [keyOf.externalRef(profile.externalRef), profile.id],
];
