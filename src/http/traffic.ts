/** Reports HTTP requests and refusals to operators. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KEY_SET_ADVICE } from '../auth/jwks.js';
import type { Metrics } from '../observability/metrics.js';
import { type Reporting, reasonOf } from '../observability/operation-record.js';
import { RepeatedLog } from '../observability/repeated-log.js';
import type { Span, Tracer } from '../observability/tracer.js';
import { onceClosed } from './malformed/pending-answers.js';

/** Why a request was refused. Set by whatever refuses it, and reported when its response has left. */
export interface RefusalReport {
  /** Value of `extensions.code`; absent for refusals in another form. */
  code?: string;
  /** A word of few values. That of the code by default. */
  reason?: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    refusal: RefusalReport | null;
    /** Null without a tracer. */
    span: Span | null;
  }
}

/** Advice for operators by the reason of a refusal, where the deployment can be the cause. */
const ADVICE: Readonly<Record<string, string>> = {
  host: 'if clients use this name for the gateway, add it to ALLOWED_HOSTS',
  origin: 'if this is a page of yours, add its origin to CORS_ORIGINS',
  token_expired: 'clients must renew their tokens; if these are new, compare the clocks',
  token_not_yet_valid: 'compare the clocks, or raise JWT_CLOCK_TOLERANCE_S',
  token_audience: 'compare the aud of the tokens with JWT_AUDIENCE',
  token_issuer: 'compare the iss of the tokens with JWT_ISSUER',
  token_key: 'check that JWT_JWKS_URL, JWT_PUBLIC_KEY or JWT_SECRET belongs to the issuer of the tokens',
  token_claim: 'check which claim of the tokens holds the id of the customer, and set JWT_CUSTOMER_CLAIM',
  auth_unavailable: KEY_SET_ADVICE,
  webhook_token: 'compare the ?token= of the address that the REST API calls with WEBHOOK_TOKEN',
  rate_limited: 'if these are good clients, raise RATE_LIMIT',
  overloaded: 'add an instance, or raise LIMIT_MEMORY_MB or LIMIT_EVENT_LOOP_DELAY_MS',
};

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
]);
/** OpenTelemetry's value for methods that it does not know. */
const OTHER_METHOD = '_OTHER';

export class Traffic {
  readonly #metrics: Metrics;
  readonly #tracer: Tracer | undefined;
  readonly #repeated: RepeatedLog;

  constructor({ metrics, tracer, log }: Reporting) {
    this.#metrics = metrics;
    this.#tracer = tracer;
    this.#repeated = new RepeatedLog(log);
  }

  /** Reports a request when its response has left, or its client. */
  follow(request: FastifyRequest, { raw }: FastifyReply): void {
    const startedAt = performance.now();
    const { method, is404 } = request;
    const route = is404 ? '' : (request.routeOptions.url ?? '');
    request.span = this.#spanOf(request, route);
    onceClosed(raw, () => {
      const { refusal, span } = request;
      const status = raw.headersSent ? raw.statusCode : undefined;
      if (status !== undefined) span?.set({ 'http.response.status_code': status });
      span?.end(status !== undefined && status >= 500 ? String(status) : undefined);
      this.#answered(method, route, status, startedAt);
      if (refusal) this.refused(refusal, request.id);
    });
  }

  /** Reports a response that was written without a route. */
  answeredRaw(method: string | undefined, route: string, status: number): void {
    this.#answered(method ?? '', route, status, performance.now());
  }

  /** Counts a refusal, and logs one of each reason a minute. */
  refused({ code, reason = reasonOf(code) }: RefusalReport, requestId: string, fields: object = {}): void {
    this.#metrics.count('refused', reason);
    if (code !== undefined) this.#metrics.count('errors', code);
    const advice = ADVICE[reason];
    const line = { component: 'http', requestId, reason, ...fields, ...(advice !== undefined && { advice }) };
    this.#repeated.write('info', reason, line, 'request refused');
  }

  /** Writes the log lines that are due. */
  close(): void {
    this.#repeated.close();
  }

  #spanOf({ id, method, headers: { traceparent } }: FastifyRequest, route: string): Span | null {
    if (!this.#tracer) return null;
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    const attributes = { 'http.request.method': method, 'http.route': route, 'wallet_gateway.request_id': id };
    // A name without the path, which a client chose.
    return this.#tracer.start(`${method} ${route}`.trimEnd(), { kind: 'server', parent, attributes });
  }

  #answered(method: string, route: string, status: number | undefined, startedAt: number): void {
    const seconds = (performance.now() - startedAt) / 1_000;
    const known = METHODS.has(method) ? method : OTHER_METHOD;
    this.#metrics.observe('httpServer', seconds, known, route, status === undefined ? '' : String(status));
  }
}
