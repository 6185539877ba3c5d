/** What the directory learns while the store takes nothing, or answers nothing. */
import { describe, expect, it } from 'vitest';
import { Directory } from '../../../src/directory/directory.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';
import { keyOf } from '../../../src/directory/store-keys.js';
import { logLines } from '../../support/redis.js';
import { sized } from '../../support/sized.js';

type Trouble = 'none' | 'full' | 'away';

/** Takes no writes where it is full, and answers nothing where it is away; a key can fail alone. */
class TroubledStore extends MemoryStore {
  trouble: Trouble = 'none';
  readonly failing = new Set<string>();

  override get(key: string) {
    return this.trouble === 'away' ? this.#fail() : super.get(key);
  }

  override async put(entries: ReadonlyMap<string, string>) {
    this.#check(entries.keys());
    return super.put(entries);
  }

  override async putIfAbsent(entries: ReadonlyMap<string, string>) {
    const absent: string[] = [];
    for (const key of entries.keys()) if ((await this.get(key)) === undefined) absent.push(key);
    this.#check(absent);
    return super.putIfAbsent(entries);
  }

  override async swap(key: string, from: string | undefined, to: string | undefined) {
    if ((await this.get(key)) === from) this.#check([key]);
    return super.swap(key, from, to);
  }

  #check(keys: Iterable<string>): void {
    if (this.trouble !== 'none' || [...keys].some((key) => this.failing.has(key))) throw new Error('no');
  }

  #fail(): never {
    throw new Error('away');
  }
}

const ann = { id: 'c1', externalRef: 'r1', name: 'Ann Secret', email: 'ann@example.com' };

function setUp(trouble: Trouble = 'none') {
  const store = new TroubledStore();
  store.trouble = trouble;
  const lines = logLines();
  const directory = new Directory(store, lines.log);
  const mend = async () => {
    store.trouble = 'none';
    store.failing.clear();
    await directory.close();
  };
  /** What the directory of another process knows. */
  const kept = () => new Directory(store, lines.log);
  return { store, directory, lines, mend, kept };
}

async function learnAll(directory: Directory): Promise<void> {
  await directory.saveCustomer(ann);
  await directory.saveWallet({ id: 'w1', customerId: 'c1', address: 'T1' });
  await directory.saveOrder({ id: 'o1', walletId: 'w1' }, { iban: 'X' });
}

async function expectAll(directory: Directory): Promise<void> {
  expect(await directory.customer('c1')).toEqual(ann);
  expect(await directory.customerIdByExternalRef('r1')).toBe('c1');
  expect(await directory.wallet('w1')).toMatchObject({ customerId: 'c1', address: 'T1' });
  expect(await directory.walletOfOrder('o1')).toBe('w1');
  expect(directory.cachedWalletOfOrder('o1')).toBe('w1');
  expect(await directory.paymentInstructions('o1')).toEqual({ iban: 'X' });
}

describe.each<Trouble>(['full', 'away'])('what is answered while the store is %s', (trouble) => {
  it('is known at once, and kept once the store takes it', async () => {
    const { directory, mend, kept } = setUp(trouble);
    await learnAll(directory);
    expect(directory.pendingSaves).toBe(3);
    await expectAll(directory);
    await mend();
    expect(directory.pendingSaves).toBe(0);
    await expectAll(directory);
    await expectAll(kept());
  });

  it.runIf(sized(trouble === 'away', true))(
    'is known although the cache has no room left for it',
    { timeout: 30_000 },
    async () => {
      const { directory, store } = setUp(trouble);
      await learnAll(directory);
      store.trouble = 'none';
      for (let batch = 0; batch < 110; batch += 1)
        await directory.saveSeed(
          Array.from({ length: 1_000 }, (_, index) => ({ order: { id: `x${batch}_${index}`, walletId: 'w9' } })),
        );
      store.trouble = trouble;
      await expectAll(directory);
    },
  );

  it('is named in the log, by ids alone, where the store never takes it', async () => {
    const { directory, lines } = setUp(trouble);
    await learnAll(directory);
    await directory.close();
    const lost = lines
      .text()
      .split('\n')
      .filter((line) => line.includes('"level":50'));
    expect(lost.map((line) => JSON.parse(line).lost)).toEqual([
      [{ customerId: 'c1' }, { walletId: 'w1' }, { orderId: 'o1', walletId: 'w1' }],
    ]);
    expect(lines.text()).not.toMatch(/Ann|example\.com|r1|iban/);
  });

  it('gives way to what stood in the store before', async () => {
    const { directory, store, lines, mend } = setUp();
    await new Directory(store, lines.log).saveSeed([
      { customer: { ...ann, id: 'c2' } },
      { wallet: { id: 'w1', customerId: 'c2' } },
      { order: { id: 'o1', walletId: 'w2' } },
    ]);
    store.trouble = trouble;
    await learnAll(directory);
    const expectFirst = async () => {
      expect((await directory.wallet('w1'))?.customerId).toBe('c2');
      expect(await directory.walletOfOrder('o1')).toBe('w2');
      expect(await directory.customerIdByExternalRef('r1')).toBe('c2');
    };
    if (trouble === 'full') await expectFirst();
    await mend();
    await expectFirst();
    for (const claim of ['one wallet', 'one order', 'one external reference'])
      expect(lines.text()).toContain(`claim ${claim}; keeping the first`);
  });

  it('is held against what waits already: the first stands', async () => {
    const { directory, lines, mend, kept } = setUp(trouble);
    await learnAll(directory);
    await directory.saveWallet({ id: 'w1', customerId: 'c3' });
    await directory.saveOrder({ id: 'o1', walletId: 'w3' });
    await directory.saveCustomer({ ...ann, id: 'c3', email: 'b@example.com' });
    directory.cacheWallet({ id: 'w1', customerId: 'c3' });
    directory.saveListedOrders('w3', ['o1']);
    await expectAll(directory);
    await mend();
    await expectAll(kept());
    expect(await kept().customer('c3')).toBeDefined();
    expect(lines.text()).toContain('claim one wallet');
  });
});

describe('what is answered while a part of it can’t be written', () => {
  it.each([keyOf.customer('c1'), keyOf.externalRef('r1'), keyOf.wallet('w1'), keyOf.order('o1'), keyOf.payment('o1')])(
    'is kept whole later: %s',
    async (key) => {
      const { directory, store, mend, kept } = setUp();
      store.failing.add(key);
      await learnAll(directory);
      expect(directory.pendingSaves).toBe(1);
      await expectAll(directory);
      await mend();
      await expectAll(kept());
    },
  );
});

describe('what a list told while the store is away', () => {
  it('is known meanwhile, and not held against the store afterwards', async () => {
    const { directory, store, kept } = setUp();
    await kept().saveSeed([{ order: { id: 'o1', walletId: 'w1' } }]);
    store.trouble = 'away';
    directory.saveListedOrders('w2', ['o1', 'o2']);
    await expect.poll(() => directory.walletOfOrder('o2')).toBe('w2');
    store.trouble = 'none';
    expect(await directory.walletOfOrder('o1')).toBe('w1');
    expect(await directory.walletOfOrder('o2')).toBeUndefined();
  });
});
