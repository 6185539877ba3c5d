/** An external reference is its first customer's. */
import { describe, expect, it } from 'vitest';
import { Directory } from '../../../src/directory/directory.js';
import type { CustomerProfile } from '../../../src/directory/facts.js';
import { MemoryStore } from '../../../src/directory/store/memory-store.js';
import { logLines } from '../../support/redis.js';

const ann = { id: 'c1', externalRef: 'r1', name: 'Ann', email: 'ann@example.com' };
const bob = { id: 'c2', externalRef: 'r1', name: 'Bob', email: 'bob@example.com' };

const CLAIMED = 'two customers claim one external reference; keeping the first';

describe.each<[string, (directory: Directory, ...profiles: CustomerProfile[]) => Promise<void>]>([
  [
    'answers',
    async (directory, ...profiles) => void (await Promise.all(profiles.map((one) => directory.saveCustomer(one)))),
  ],
  ['a seed', (directory, ...profiles) => directory.saveSeed(profiles.map((customer) => ({ customer })))],
])('an external reference, by %s', (_, learn) => {
  async function setUp(...profiles: CustomerProfile[]) {
    const store = new MemoryStore();
    const lines = logLines();
    const directory = new Directory(store, lines.log);
    for (const profile of profiles) await learn(directory, profile);
    const owners = async (...references: string[]) => {
      const found = await Promise.all(references.map((one) => directory.customerIdByExternalRef(one)));
      const afresh = new Directory(store, lines.log);
      expect(await Promise.all(references.map((one) => afresh.customerIdByExternalRef(one)))).toEqual(found);
      return found;
    };
    return { directory, owners, lines };
  }

  it('stays its first customer’s, and a second claim is logged', async () => {
    const { directory, owners, lines } = await setUp(ann, bob);
    expect(await owners('r1')).toEqual(['c1']);
    expect(await directory.customer('c2')).toEqual(bob);
    expect(lines.text()).toContain(CLAIMED);
    expect(lines.text()).not.toMatch(/Bob|example\.com|"r1"/);
  });

  it('is one customer’s where two claim it at once', async () => {
    const { directory, owners, lines } = await setUp();
    await learn(directory, ann, bob);
    expect(['c1', 'c2']).toContain((await owners('r1'))[0]);
    expect(lines.text()).toContain(CLAIMED);
  });

  it('is free once its customer has another', async () => {
    const { directory, owners, lines } = await setUp(ann, { ...ann, externalRef: 'r2' });
    expect(await owners('r1', 'r2')).toEqual([undefined, 'c1']);
    await learn(directory, bob);
    expect(await owners('r1', 'r2')).toEqual(['c2', 'c1']);
    expect(lines.text()).not.toContain(CLAIMED);
  });

  it('is not freed by a customer whose it never was', async () => {
    const { owners } = await setUp(ann, bob, { ...bob, externalRef: 'r2' });
    expect(await owners('r1', 'r2')).toEqual(['c1', 'c2']);
  });
});

it('references change hands within one seed', async () => {
  const directory = new Directory(new MemoryStore(), logLines().log);
  await directory.saveSeed([{ customer: ann }]);
  await directory.saveSeed([{ customer: bob }, { customer: { ...ann, externalRef: 'r2' } }]);
  expect(await directory.customerIdByExternalRef('r1')).toBe('c2');
  expect(await directory.customerIdByExternalRef('r2')).toBe('c1');
});

it('an answer makes no customer another person', async () => {
  const lines = logLines();
  const directory = new Directory(new MemoryStore(), lines.log);
  await directory.saveCustomer(ann);
  await directory.saveCustomer({ ...bob, id: 'c1', externalRef: 'r2' });
  expect(await directory.customer('c1')).toEqual(ann);
  expect(await directory.customerIdByExternalRef('r2')).toBeUndefined();
  expect(lines.text()).toContain('two profiles claim one customer; keeping the first');
  await directory.saveCustomer({ ...ann, name: 'Anne' });
  expect((await directory.customer('c1'))?.name).toBe('Anne');
});
