/** Interval of the steps in milliseconds. */
const STEP_MS = 50;

/**
 * Treats items one after another over a time, in random order, so that what follows from each does not come all at once.
 *
 * @param milliseconds The time until the last one.
 */
export function spread<Item>(
  items: readonly Item[],
  milliseconds: number,
  treat: (item: Item) => void,
): { stop(): void } {
  const order = items
    .map((item) => ({ item, at: Math.random() * milliseconds }))
    .sort((one, other) => one.at - other.at);
  const begunAt = performance.now();
  let next = 0;
  const timer = setInterval(() => {
    const elapsed = performance.now() - begunAt;
    for (let due = order[next]; due && due.at <= elapsed; due = order[next]) {
      next += 1;
      treat(due.item);
    }
    if (next === order.length) clearInterval(timer);
  }, STEP_MS);
  return { stop: () => clearInterval(timer) };
}
