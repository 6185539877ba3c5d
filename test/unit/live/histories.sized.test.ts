/** Everything that may go wrong between a change of an order and those who watch it, at random. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CALM, LiveWorld, ORDERS } from '../../support/live-world.js';
import { sized } from '../../support/sized.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const RUNS = sized(500, 10_000);
const LONGEST_READ_MS = 700;

const order = fc.nat(ORDERS.length - 1);
const word = fc.constantFrom('CREDITED', 'REVIEW', 'HELD', 'TRANSFERRING', 'COMPLETED', 'FAILED');
const delayMs = fc.constantFrom(0, 0, 5, 150, 2_500);

const action = fc.oneof(
  // No hint at all: the webhook was lost. More than one: doubled. Late ones come after those of later changes.
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('change'), order, word, hints: fc.array(delayMs, { maxLength: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('forge'),
      id: fc.constantFrom(...ORDERS, 'anonymous', '__proto__'),
      times: fc.integer({ min: 1, max: 30 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('join'),
      order,
      isKnown: fc.boolean(),
      pauseMs: fc.constantFrom(0, 0, 300, 4_000),
      staysMs: fc.constantFrom(null, null, 0, 1, 150, 1_500),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('conditions'),
      conditions: fc.record({
        fails: fc.boolean(),
        isMissing: fc.constantFrom(false, false, true),
        lag: fc.constantFrom(0, 0, 1, 3),
        delayMs: fc.constantFrom(0, 0, 50, LONGEST_READ_MS),
        isStoreAway: fc.constantFrom(false, false, true),
        storeDelayMs: fc.constantFrom(0, 0, 30, 400),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('flit'),
      order,
      visits: fc.integer({ min: 1, max: 12 }),
      stayMs: fc.constantFrom(0, 1, 30, 150),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bus'), isUp: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave') }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function act(world: LiveWorld, clock: VirtualClock, given: Action): void {
  if ('word' in given) {
    world.change(given.order, given.word);
    for (const delay of given.hints) clock.after(delay, () => world.hint(ORDERS[given.order] as string));
  } else if ('times' in given) {
    for (let times = 0; times < given.times; times += 1) world.hint(given.id);
  } else if ('pauseMs' in given) world.join(given);
  else if ('visits' in given) world.flit(given.order, given.visits, given.stayMs);
  else if ('conditions' in given) world.conditions = given.conditions;
  else if ('isUp' in given) world.setBus(given.isUp);
  else world.leaveAll();
}

const history = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  options: fc.record({
    reconcileIntervalMs: fc.constantFrom(1_000, 15_000),
    readsPerSecond: fc.constantFrom(1, 4, 50),
  }),
  steps: fc.array(fc.record({ action, waitMs: fc.constantFrom(0, 1, 40, 200, 2_000) }), { maxLength: 30, size: 'max' }),
  /** How each order ends; null: not within the history. */
  ends: fc.array(fc.constantFrom('COMPLETED', 'FAILED', null), { minLength: ORDERS.length, maxLength: ORDERS.length }),
  isClosedEarly: fc.constantFrom(false, false, false, true),
});

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

async function live(clock: VirtualClock, given: History): Promise<void> {
  const { options, steps, isClosedEarly } = given;
  const world = new LiveWorld(clock, options);
  for (const { action, waitMs } of steps) {
    act(world, clock, action);
    await clock.pass(waitMs);
  }
  if (!isClosedEarly) await seeItsEnd(world, clock, given);
  world.check(false);
  world.close();
  assert.equal(world.watchers.size, 0);
  assert.equal(clock.pending, 0, 'a timer is left');
  await clock.pass(LONGEST_READ_MS);
  assert.equal(clock.pending, 0, 'a timer was set after the end');
  await clock.pass(20_000);
  world.check(false);
}

/** All is well from now on, whatever was; only hints that were lost stay so. */
async function seeItsEnd(world: LiveWorld, clock: VirtualClock, { options, ends }: History): Promise<void> {
  const { reconcileIntervalMs, readsPerSecond } = options;
  world.conditions = CALM;
  for (const [index, end] of ends.entries()) if (end) world.change(index, end);
  const wasAway = !world.isBusUp;
  world.setBus(true);
  if (wasAway && readsPerSecond > 10) {
    // Nobody waits for the interval then.
    await clock.pass(12_000);
    world.check(true);
  }
  await clock.pass(4 * reconcileIntervalMs + 15_000);
  world.check(true);
  world.leaveAll();
  assert.equal(world.watchers.size, 0);
  await clock.pass(1_000);
  assert.equal(clock.pending, 0, 'a timer is left behind by those who left');
}

it(`any of ${RUNS} histories is seen moving forward only, nothing twice, and to its end`, {
  timeout: 180_000,
}, async () => {
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      const clock = new VirtualClock(given.seed);
      clock.install();
      try {
        await live(clock, given);
      } finally {
        clock.uninstall();
      }
      histories += 1;
    }),
    { numRuns: RUNS },
  );
  expect(histories).toBe(RUNS);
});
