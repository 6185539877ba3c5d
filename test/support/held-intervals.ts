import { onTestFinished, vi } from 'vitest';

/** Until the test ends only it lets intervals pass that begin from here on. @returns lets milliseconds pass. */
export function holdIntervals(): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  return (milliseconds) => void vi.advanceTimersByTime(milliseconds);
}
