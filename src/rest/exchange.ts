/** What the transport is given, and what it gives back. */
import type { SharedCall } from './shared-reads.js';
import type { TransportError } from './transport-error.js';
import type { WritePermit } from './write-permit.js';

export interface Exchange {
  /** The endpoint's name. */
  endpoint: string;
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  timeoutMs: number;
  /** Of a read: ends it when nobody waits any longer. */
  call?: Pick<SharedCall<unknown>, 'onAbandoned'>;
  /** Of a write: used when it leaves; revoked, it never does. */
  permit?: WritePermit;
}

/** Who is told what came of it: one of them, once. */
export interface ExchangeEnd {
  /** A whole answer, of whatever status. */
  answered(response: RawResponse): void;
  /** Everything else. */
  failed(error: TransportError): void;
  /** A read is sent once more at once, since the kept connection that it was sent on had been ended meanwhile. */
  repeated?(): void;
}

export interface RawResponse {
  status: number;
  body: Buffer;
  /** Milliseconds from now before which the REST API doesn't want to be asked again. */
  retryAfterMs?: number | undefined;
}
