/** Proves the existence of a resource by reads of its parts. */
import { GatewayError } from '../common/gateway-error.js';

/**
 * Proves existence by reads that the selection makes anyway: false if one of them finds nothing, otherwise true. A failed read proves nothing, and its
 * own field reports it.
 *
 * @throws {GatewayError} `BAD_USER_INPUT` if every read was rejected for its input, so that nothing was asked.
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
