/** Whether there is such a thing, by what the REST API answers to reads of its parts. */
import { GatewayError } from '../common/gateway-error.js';

/**
 * By reads that the selection makes anyway. No, where one finds nothing. Otherwise yes: one that fails doesn't show that there is nothing, and
 * its own field tells why.
 *
 * @throws {GatewayError} `BAD_USER_INPUT` where every read was refused for its input: then nothing was asked, and nothing is known.
 */
export async function isProvedBy(reads: readonly Promise<unknown>[]): Promise<boolean> {
  const results = await Promise.allSettled(reads);
  if (results.some((result) => result.status === 'fulfilled' && result.value === null)) return false;
  const [first] = results;
  if (first?.status === 'rejected' && results.every(isRefusedInput)) throw first.reason;
  return true;
}

const isRefusedInput = (result: PromiseSettledResult<unknown>): boolean =>
  result.status === 'rejected' && result.reason instanceof GatewayError && result.reason.code === 'BAD_USER_INPUT';
