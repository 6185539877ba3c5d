/** Writes facts to the store. Facts of ownership are written once: a contradiction is logged, and the first fact stays. */
import type { Logger } from 'pino';
import type { CachedStore } from './cached-store.js';
import type { CustomerProfile, OrderFacts, SeedRecord, WalletFacts } from './facts.js';
import { keyOf } from './store-keys.js';

/** Number of seed records in one write: each write waits for the disk, and a command of Redis has a deadline. */
const SEED_BATCH = 5_000;

export class FactWriter {
  readonly #store: CachedStore;
  readonly #log: Logger;

  constructor(store: CachedStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Saves the seed. It replaces profiles, but no facts of ownership. */
  async putSeed(records: readonly SeedRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += SEED_BATCH) {
      const batch = records.slice(start, start + SEED_BATCH);
      await this.putCustomers(batch.flatMap((record) => ('customer' in record ? [record.customer] : [])));
      await this.putWallets(batch.flatMap((record) => ('wallet' in record ? [record.wallet] : [])));
      await this.putOrders(
        batch.flatMap((record) => ('order' in record ? [record.order] : [])),
        { flush: true },
      );
    }
  }

  /** Replaces profiles. An external reference belongs to its first customer until that customer has another. */
  async putCustomers(customers: readonly CustomerProfile[]): Promise<void> {
    const profiles = [...new Map(customers.map((profile) => [profile.id, profile])).values()];
    const before = await Promise.all(profiles.map(({ id }) => this.#store.get(keyOf.customer(id))));
    // Before the profile is replaced: if this fails, the next attempt still finds the reference to free in the old profile.
    for (const [index, { id, externalRef }] of profiles.entries()) {
      const former = parse<CustomerProfile>(before[index])?.externalRef ?? externalRef;
      if (former !== externalRef) await this.#store.swap(keyOf.externalRef(former), id, undefined);
    }
    const claims = new Map<string, string>();
    for (const { id, externalRef } of profiles) {
      const key = keyOf.externalRef(externalRef);
      if (!claims.has(key)) claims.set(key, id);
    }
    const standing = await this.#store.putIfAbsent(claims, { flush: true });
    for (const { id, externalRef } of profiles) {
      const first = standing.get(keyOf.externalRef(externalRef));
      if (first !== id)
        this.#log.error(
          { component: 'directory', customerId: id, first },
          'two customers claim one external reference; keeping the first',
        );
    }
    await this.#store.put(new Map(profiles.map((profile) => [keyOf.customer(profile.id), JSON.stringify(profile)])));
  }

  /** Keeps the first facts of a wallet and adds missing members. @returns the ids of wallets whose facts contradict the kept ones. */
  async putWallets(wallets: readonly WalletFacts[]): Promise<Set<string>> {
    const entries = new Map(wallets.map(walletEntry));
    const standing = await this.#store.putIfAbsent(entries, { flush: true });
    const contradicted = new Set<string>();
    for (const facts of wallets) {
      const key = keyOf.wallet(facts.id);
      const text = standing.get(key) ?? JSON.stringify(facts);
      const kept = JSON.parse(text) as WalletFacts;
      if (!this.agrees(kept, facts)) {
        contradicted.add(facts.id);
        continue;
      }
      const merged = { ...facts, ...kept };
      // A swap, since another instance may have added members meanwhile. The next response adds what is missing then.
      if (Object.keys(merged).length > Object.keys(kept).length)
        await this.#store.swap(key, text, JSON.stringify(merged));
    }
    return contradicted;
  }

  /** Keeps the first wallet of an order. @returns the ids of orders that contradict it. */
  async putOrders(orders: readonly OrderFacts[], options: { flush: boolean }): Promise<Set<string>> {
    const entries = new Map(orders.map(({ id, walletId }) => [keyOf.order(id), walletId]));
    const standing = await this.#store.putIfAbsent(entries, options);
    const contradicted = orders.filter((facts) => !this.isSameWallet(facts, standing.get(keyOf.order(facts.id))));
    return new Set(contradicted.map(({ id }) => id));
  }

  isSameWallet({ id, walletId }: OrderFacts, known = walletId): boolean {
    if (known === walletId) return true;
    this.#log.error({ component: 'directory', orderId: id }, 'two wallets claim one order; keeping the first');
    return false;
  }

  /** One of the two members may have been changed. */
  isSameCustomer(known: CustomerProfile, profile: CustomerProfile): boolean {
    if (known.externalRef === profile.externalRef || known.email === profile.email) return true;
    this.#log.error(
      { component: 'directory', customerId: profile.id },
      'two profiles claim one customer; keeping the first',
    );
    return false;
  }

  agrees(known: WalletFacts, facts: WalletFacts): boolean {
    if (!known.customerId || !facts.customerId || known.customerId === facts.customerId) return true;
    this.#log.error(
      { component: 'directory', walletId: facts.id },
      'two customers claim one wallet; keeping the first',
    );
    return false;
  }
}

export const parse = <Facts>(text: string | undefined): Facts | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Facts);

export const entriesOf = (profile: CustomerProfile): [string, string][] => [
  [keyOf.customer(profile.id), JSON.stringify(profile)],
  [keyOf.externalRef(profile.externalRef), profile.id],
];

export const walletEntry = (facts: WalletFacts): [string, string] => [keyOf.wallet(facts.id), JSON.stringify(facts)];
