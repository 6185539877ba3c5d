/** One write on its way to the REST API: sent once, or never. */
import type { Call, CallRequest, RawResponse } from './call.js';
import type { Transport } from './transport.js';
import type { WritePermit } from './write-permit.js';

export interface WriteLimits {
  /** Milliseconds until it must have left. */
  sendTimeoutMs: number;
  /** Milliseconds from then until it must be answered. */
  timeoutMs: number;
}

/**
 * @param permit Used when the write leaves; revoked before that, it never does.
 * @throws {TransportError} which says whether it may have been carried out.
 */
export function sendWrite(
  transport: Transport,
  request: CallRequest,
  permit: WritePermit,
  { sendTimeoutMs, timeoutMs }: WriteLimits,
): Promise<RawResponse> {
  let call: Call | undefined;
  let timer = setTimeout(() => call?.stop('not-sent'), Math.min(sendTimeoutMs, timeoutMs));
  permit.onRevoked = () => call?.stop('aborted');
  return new Promise<RawResponse>((resolve, reject) => {
    call = transport.begin(request, {
      mayLeave: () => {
        if (!permit.use()) return false;
        clearTimeout(timer);
        timer = setTimeout(() => call?.stop('timeout'), timeoutMs);
        return true;
      },
      repeated: () => {},
      answered: resolve,
      failed: reject,
    });
  }).finally(() => {
    clearTimeout(timer);
    permit.onRevoked = undefined;
  });
}
