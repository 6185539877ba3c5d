/**
 * Returns a clock that begins at `start` and runs at the pace of `performance.now()`, so that setting the host's wall clock does not move it.
 *
 * @param start In milliseconds since 1970.
 * @returns the time in whole milliseconds.
 */
export function monotonicClock(start: number): () => number {
  const startedAt = performance.now();
  return () => start + Math.floor(performance.now() - startedAt);
}
