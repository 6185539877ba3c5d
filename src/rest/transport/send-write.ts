/** Sends one write, once or never. */
import type { Span } from '../../observability/tracer.js';
import type { Call, CallListener, CallRequest, RawResponse } from './call.js';
import type { Transport } from './transport.js';
import type { WritePermit } from './write-permit.js';

export interface WriteLimits {
  /** Time in which the write must leave, in milliseconds. */
  sendTimeoutMs: number;
  /** Time from then in which it must be answered, in milliseconds. */
  timeoutMs: number;
}

/**
 * @param permit Used when the write leaves. If it is revoked before, the write never leaves.
 * @param span The span of the write.
 * @throws {TransportError} whose `sent` tells whether the write may have been carried out.
 */
export function sendWrite(
  transport: Transport,
  request: CallRequest,
  permit: WritePermit,
  { sendTimeoutMs, timeoutMs }: WriteLimits,
  span?: Span,
): Promise<RawResponse> {
  let call: Call | undefined;
  let timer = setTimeout(() => call?.stop('not-sent'), Math.min(sendTimeoutMs, timeoutMs));
  permit.onRevoked = () => call?.stop('aborted');
  return new Promise<RawResponse>((resolve, reject) => {
    const listener: CallListener = {
      mayLeave: () => {
        if (!permit.use()) return false;
        clearTimeout(timer);
        timer = setTimeout(() => call?.stop('timeout'), timeoutMs);
        return true;
      },
      repeated: () => {},
      answered: resolve,
      failed: reject,
    };
    call = transport.begin(request, listener, permit.calls.requestId, span);
  }).finally(() => {
    clearTimeout(timer);
    permit.onRevoked = undefined;
  });
}
