/** On whose behalf a call is made. */
import { randomUUID } from 'node:crypto';
import type { Span } from '../observability/tracer.js';

/** What a call carries to the REST API of the request that caused it. */
export interface CallOrigin {
  /** Sent as `x-request-id`. */
  readonly requestId: string;
  /** The span above the call's own. */
  readonly span?: Span | undefined;
}

/** An operation as the REST client knows it, with its calls, which `extensions.restCalls` reports. */
export interface Caller extends CallOrigin {
  /** The id of the customer. Undefined for operators. */
  readonly viewer: string | undefined;
  /** The name of the viewer, for the audit log. */
  readonly actor: string;
  /** Loads that fields requested. */
  asked: number;
  /** REST calls made by this operation. */
  made: number;
  /** Reads joined that another operation had in flight. */
  shared: number;
}

/** The origin of work that no request caused, such as reconciliation. */
export const ownOrigin = (): CallOrigin => ({ requestId: randomUUID() });
