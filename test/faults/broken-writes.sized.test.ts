/** Orders sent to a REST API whose connections break: each is sent once, and its client is told what can be known of it. */
import { describe, expect, it } from 'vitest';
import { type Answer, startGateway, type TestGateway } from '../support/gateway.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { sized } from '../support/sized.js';
import {
  type BreakingRestServer,
  type Fate,
  startBreakingRestServer,
  UNANSWERED,
  UNSENT,
} from './breaking-rest-server.js';

const ORDERS = sized(120, 1_000);
const TIMEOUT = 180_000;
/** Only what hangs meets a limit, however slow the machine is. */
const ENV = { OPERATION_TIMEOUT_MS: '60000', UPSTREAM_WRITE_TIMEOUT_MS: '10000' };

const ORDER = `mutation ($quote: ID!, $key: String) {
  createTopupOrder(input: { quoteId: $quote, walletId: "w1", payer: { name: "A" }, idempotencyKey: $key }) { order { id } errors { code } }
}`;

function hangs(fate: Fate): boolean {
  return fate.startsWith('hangs');
}

/** What a client was told: an order's id, a code, or neither. */
function wordOf({ data, errors }: Answer): string {
  const payload = data?.createTopupOrder;
  return payload?.order?.id ?? payload?.errors[0]?.code ?? errors?.[0]?.extensions.code ?? 'nothing';
}

/** Each of these comes once at least. What hangs takes the whole time that a write has. */
const MET = UNANSWERED.filter((fate) => sized(!hangs(fate), true));

/** More than half are an answer; what hangs takes long, so each of its kinds comes once. The same in each run. */
function randomFates(): () => Fate {
  const broken: readonly Fate[] = [...UNSENT, ...UNANSWERED].filter((fate) => !hangs(fate));
  let count = 0;
  let state = 20_251_124;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => {
    count += 1;
    const due = MET[count - ORDERS / 2];
    if (due) return due;
    const draw = random();
    if (draw < 0.6) return 'order';
    if (draw < 0.7) return 'refusal';
    return broken[Math.floor(random() * broken.length)] ?? 'order';
  };
}

/** Runs it for each quote, so many at once; one batch of every twenty finds no REST API that takes connections. */
async function forEachQuote(
  rest: BreakingRestServer,
  atOnce: number,
  work: (quote: string) => Promise<void>,
): Promise<void> {
  const quotes = Array.from({ length: ORDERS }, (_, index) => `q${index}`);
  for (let start = 0; start < ORDERS; start += atOnce) {
    const batch = () => Promise.all(quotes.slice(start, start + atOnce).map(work));
    await (start % (20 * atOnce) === 0 ? rest.whileRefusing(batch) : batch());
  }
}

/** The one right word for a request that met this fate. */
function rightWord(fate: Fate, quote: string): string {
  if (fate === 'order') return `o-${quote}`;
  return fate === 'refusal' ? 'REJECTED' : 'OUTCOME_UNKNOWN';
}

/** Where many come at once, a connection may be taken so late that the order has left when it is ended. */
const NEVER_SEEN_AMONG_MANY = ['UPSTREAM_UNAVAILABLE', 'OUTCOME_UNKNOWN'];

const run = async (gateway: TestGateway, quote: string, key: string | null) =>
  wordOf(await gateway.run(ORDER, { quote, key }));

it.each(UNSENT)('an order whose connection is %s was never sent', async (fate) => {
  const rest = await startBreakingRestServer(() => fate);
  const gateway = await startGateway(rest.url);
  for (let times = 0; times < 50; times += 1) expect(await run(gateway, 'q', null)).toBe('UPSTREAM_UNAVAILABLE');
  expect(rest.fates.size).toBe(0);
});

describe('orders whose connections break', () => {
  it('are sent once, and the client is told what can be known', { timeout: TIMEOUT }, async () => {
    const rest = await startBreakingRestServer(randomFates());
    const gateway = await startGateway(rest.url, { env: ENV });
    const words = new Map<string, number>();
    await forEachQuote(rest, 1, async (quote) => {
      const word = await run(gateway, quote, null);
      const [fate, ...others] = rest.fates.get(quote) ?? [];
      expect(others, quote).toEqual([]);
      expect(word, `${quote}: ${fate}`).toBe(fate === undefined ? 'UPSTREAM_UNAVAILABLE' : rightWord(fate, quote));
      const kind = word.startsWith('o-') ? 'order' : word;
      words.set(kind, (words.get(kind) ?? 0) + 1);
    });
    for (const word of ['order', 'REJECTED', 'OUTCOME_UNKNOWN', 'UPSTREAM_UNAVAILABLE'])
      expect(words.get(word), word).toBeGreaterThan(ORDERS / 20);
    expect(new Set([...rest.fates.values()].flat()).size).toBe(MET.length + 2);
  });

  it.skipIf(!hasRedis)('are one order for each key, three times from two gateways', { timeout: TIMEOUT }, async () => {
    const { url } = await startRedis();
    const rest = await startBreakingRestServer(randomFates());
    const env = { ...ENV, STORE_URL: url };
    const [one, other] = [await startGateway(rest.url, { env }), await startGateway(rest.url, { env })];
    await forEachQuote(rest, sized(5, 25), async (quote) => {
      const words = await Promise.all([run(one, quote, quote), run(other, quote, quote)]);
      words.push(await run(one, quote, quote));
      const fates = rest.fates.get(quote) ?? [];
      // A refused order may be sent again; any other ends it.
      const [last] = fates.slice(-1);
      expect(
        fates.slice(0, -1).every((fate) => fate === 'refusal'),
        `${quote}: ${fates}`,
      ).toBe(true);

      // The order that is given again is read, which may fail, and then it isn't said that there is none.
      const possible = new Set([...fates.map((fate) => rightWord(fate, quote)), ...NEVER_SEEN_AMONG_MANY]);
      for (const word of words) expect(possible, `${quote}: ${fates}`).toContain(word);
      const isFinal = last !== undefined && last !== 'refusal';
      if (isFinal && last !== 'order') expect(words.at(2), `${quote}: ${fates}`).toBe('OUTCOME_UNKNOWN');
      if (last === 'order') expect(words, quote).toContain(`o-${quote}`);
      if (last === 'order') expect(words.at(2), quote).not.toBe('UPSTREAM_UNAVAILABLE');
    });
    expect(rest.fates.size).toBeGreaterThan(ORDERS / 2);
  });
});
