/** The scan by itself, over lists that the test holds in its hands. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ListWalk, OwnershipScans, type ScanOf } from '../../../src/auth/ownership-scan.js';

const NEVER = Number.NEGATIVE_INFINITY;
const REMEMBERED_MS = 5_000;
const NO_CHANGE = { changedAt: NEVER };

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());

type Pages = readonly (readonly string[])[];

/** @param wallets Pages of ids. @param orders Those of each wallet; none where it isn't named. */
function setUp(wallets: Pages, orders: Record<string, Pages> = {}) {
  const calls: string[] = [];
  const begun: ScanOf[] = [];
  /** What a page waits for before it comes. */
  const source = { before: async (): Promise<void> => {} };
  const walk = (name: string, pages: Pages): ListWalk => {
    let read = 0;
    return {
      get isOver() {
        return read >= pages.length && read > 0;
      },
      next: async () => {
        calls.push(`${name}/${read}`);
        await source.before();
        read += 1;
        return (pages[read - 1] ?? []).map((id) => ({ id }));
      },
    };
  };
  const scans = new OwnershipScans({
    wallets: (scan) => {
      begun.push(scan);
      return walk('wallets', wallets);
    },
    orders: (_, walletId) => walk(walletId, orders[walletId] ?? []),
  });
  return { scans, calls, begun, source };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`);
const patient = (): AbortSignal => new AbortController().signal;

describe('a scan', () => {
  it('reads no further than to the page that the wallet is on', async () => {
    const { scans, calls } = setUp([['w1'], ['w2'], ['w3']]);
    const scan = scans.of('c1', NO_CHANGE);
    expect(await scan.findWallet('w2', patient())).toBe(true);
    expect(calls).toEqual(['wallets/0', 'wallets/1']);
    expect(await scan.findWallet('w1', patient())).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it('reads to the end of the wallets for one that isn’t there, once', async () => {
    const { scans, calls } = setUp([['w1'], ['w2']]);
    const scan = scans.of('c1', NO_CHANGE);
    expect(await scan.findWallet('nobody’s', patient())).toBe(false);
    expect(await scan.findWallet('somebody’s', patient())).toBe(false);
    expect(calls).toEqual(['wallets/0', 'wallets/1']);
  });

  it('looks for an order through all wallets, one list after another', async () => {
    const { scans, calls } = setUp([['w1', 'w2'], ['w3']], { w1: [['o1'], ['o2']], w2: [['o3']], w3: [['o4']] });
    const scan = scans.of('c1', NO_CHANGE);
    expect(await scan.findOrder('o3', undefined, patient())).toBe(true);
    expect(calls).toEqual(['wallets/0', 'wallets/1', 'w1/0', 'w1/1', 'w2/0']);
    expect(await scan.findOrder('nowhere', undefined, patient())).toBe(false);
    expect(calls.slice(5)).toEqual(['w3/0']);
  });

  it('takes an order for that of the wallet that is remembered, whatever a list says', async () => {
    const { scans } = setUp([['w1', 'w2']], { w1: [['o1']] });
    const scan = scans.of('c1', NO_CHANGE);
    expect(await scan.findOrder('o1', 'another’s', patient())).toBe(false);
    expect(await scan.findOrder('unlisted', 'w2', patient())).toBe(true);
  });

  it('is shared by all who ask at once, one call at a time', async () => {
    const { scans, calls, source } = setUp([['w1'], ['w2']], { w1: [['o1']], w2: [] });
    let open = 0;
    source.before = async () => {
      open += 1;
      expect(open).toBe(1);
      await turn();
      open -= 1;
    };
    const ask = () => scans.of('c1', NO_CHANGE);
    const answers = [
      ask().findWallet('w2', patient()),
      ask().findWallet('none', patient()),
      ask().findOrder('o1', undefined, patient()),
      ask().findOrder('none', undefined, patient()),
    ];
    expect(await Promise.all(answers)).toEqual([true, false, true, false]);
    expect(calls).toEqual(['wallets/0', 'wallets/1', 'w1/0', 'w2/0']);
  });

  it('makes 50 calls at most, and then says so rather than no', async () => {
    const { scans, calls } = setUp([named(30), named(30)], Object.fromEntries(named(30).map((id) => [id, [[], []]])));
    const scan = scans.of('c1', NO_CHANGE);
    const ask = () => scan.findOrder('none', undefined, patient());
    await expect(ask()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(calls).toHaveLength(50);
    await expect(ask()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(await scan.findWallet('w29', patient())).toBe(true);
    expect(calls).toHaveLength(50);
  });

  it('is left by one whose time is up, and goes on for the others', async () => {
    const { scans, calls, source } = setUp([['w1'], ['w2']]);
    let release: () => void = () => {};
    source.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const hasty = new AbortController();
    const scan = scans.of('c1', NO_CHANGE);
    const left = scan.findWallet('w2', hasty.signal);
    const stays = scan.findWallet('w2', patient());
    await turn();
    hasty.abort(new Error('its time is up'));
    await expect(left).rejects.toThrow('its time is up');
    source.before = async () => {};
    release();
    expect(await stays).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it('fails for all who wait, and is not asked again', async () => {
    const { scans, calls, source } = setUp([['w1']]);
    source.before = async () => {
      throw new Error('the REST API is down');
    };
    const scan = scans.of('c1', NO_CHANGE);
    const answers = [scan.findWallet('w1', patient()), scan.findWallet('none', patient())];
    for (const answer of answers) await expect(answer).rejects.toThrow('down');
    expect(calls).toHaveLength(1);
    source.before = async () => {};
    expect(scan.isCurrent).toBe(false);
    expect(await scans.of('c1', NO_CHANGE).findWallet('w1', patient())).toBe(true);
  });
});

describe('whoever asks later', () => {
  async function scanned() {
    const given = setUp([['w1']]);
    vi.advanceTimersByTime(10);
    const first = given.scans.of('c1', NO_CHANGE);
    await first.findWallet('none', patient());
    vi.advanceTimersByTime(10);
    return { ...given, first };
  }

  it('has the scan’s answers for five seconds', async () => {
    const { scans, first } = await scanned();
    vi.advanceTimersByTime(REMEMBERED_MS - 11);
    expect(scans.of('c1', NO_CHANGE)).toBe(first);
    vi.advanceTimersByTime(1);
    expect(scans.of('c1', NO_CHANGE)).not.toBe(first);
  });

  it('has them for as long as somebody waits', async () => {
    const { scans, source } = setUp([['w1']]);
    let release: () => void = () => {};
    source.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const scan = scans.of('c1', NO_CHANGE);
    const answer = scan.findWallet('w1', patient());
    await turn();
    vi.advanceTimersByTime(10 * REMEMBERED_MS);
    expect(scans.of('c1', NO_CHANGE)).toBe(scan);
    release();
    expect(await answer).toBe(true);
  });

  it('has none of another customer’s', async () => {
    const { scans, first } = await scanned();
    expect(scans.of('c2', NO_CHANGE)).not.toBe(first);
  });

  it('has a scan of their own after each change of the customer’s wallets', async () => {
    const { scans, first, begun } = await scanned();
    const second = scans.of('c1', { changedAt: performance.now() });
    expect(second).not.toBe(first);
    expect(second.isForHint).toBe(false);
    vi.advanceTimersByTime(1);
    expect(scans.of('c1', { changedAt: performance.now() })).not.toBe(second);
    expect(begun.map(({ freshSince }) => freshSince)).toEqual([NEVER, 20, 21]);
  });

  it('has one for all hints together in that time', async () => {
    const { scans, first, begun } = await scanned();
    const hinted = () => scans.of('c1', { changedAt: NEVER, hintedAt: performance.now() });
    const second = hinted();
    expect(second).not.toBe(first);
    expect(second.isForHint).toBe(true);
    for (let hint = 0; hint < 20; hint += 1) {
      vi.advanceTimersByTime(100);
      expect(hinted()).toBe(second);
    }
    expect(begun).toHaveLength(2);
    vi.advanceTimersByTime(REMEMBERED_MS);
    const third = hinted();
    expect(third).not.toBe(second);
    expect(third.isForHint).toBe(false);
  });

  it('has a new one for a change even after one for a hint', async () => {
    const { scans } = await scanned();
    const second = scans.of('c1', { changedAt: NEVER, hintedAt: performance.now() });
    vi.advanceTimersByTime(1);
    expect(scans.of('c1', { changedAt: performance.now(), hintedAt: performance.now() })).not.toBe(second);
  });

  it('has the same one where the hint is older than it', async () => {
    const { scans, first } = await scanned();
    expect(scans.of('c1', { changedAt: 5, hintedAt: 9 })).toBe(first);
    expect(scans.of('c1', { changedAt: NEVER, hintedAt: 10 })).not.toBe(first);
  });
});
