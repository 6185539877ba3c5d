import { onTestFinished, vi } from 'vitest';

/** Until the test ends only it lets intervals pass that begin from here on. @returns lets milliseconds pass. */
export function holdIntervals(): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  return (milliseconds) => void vi.advanceTimersByTime(milliseconds);
}

/** The same of timeouts, which {@link holdIntervals} lets pass. */
export function holdTimeouts(): (milliseconds: number) => Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return async (milliseconds) => void (await vi.advanceTimersByTimeAsync(milliseconds));
}
