/** Maximum time of a timer in milliseconds. A longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `act` at a moment, however far off that is.
 *
 * @param time Milliseconds since 1970; `Infinity`: never.
 * @returns calls it off.
 */
export function atTime(time: number, act: () => void): () => void {
  if (!Number.isFinite(time)) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = time - Date.now();
    if (left <= 0) act();
    else timer = setTimeout(wait, Math.min(left, MAX_TIMER_MS));
  };
  wait();
  return () => clearTimeout(timer);
}
