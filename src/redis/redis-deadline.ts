/** How long Redis is waited for. */
import { RedisUnavailableError } from './redis-unavailable-error.js';

/**
 * @param reply Lives on past its deadline; it may fail then without harm.
 * @param onLate Is called when the deadline has passed, before the answer is given up.
 * @throws {RedisUnavailableError} when the deadline has passed.
 */
export function inTime<T>(reply: Promise<T>, deadlineMs: number, onLate: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const giveUp = () => {
      if (isSettled) return;
      onLate();
      reject(new RedisUnavailableError(`no answer within ${deadlineMs} ms`, true));
    };
    // Where this process was too busy to look, the answer may lie there: it is read before the check phase.
    const timer = setTimeout(() => setImmediate(giveUp), deadlineMs);
    const settled = () => {
      isSettled = true;
      clearTimeout(timer);
    };
    reply.then(resolve, reject);
    reply.then(settled, settled);
  });
}
