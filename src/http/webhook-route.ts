/** `POST /webhooks/topup.status`: accepts change notifications. Only the order's id is used, never the status. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { Bus } from '../live/bus.js';
import type { ChangeNotification } from '../live/change-notification.js';
import type { Reporting } from '../observability/operation-record.js';
import { TopupStatusHint } from '../rest/contract/contract.js';
import type { WebhookAuth } from './webhook-auth.js';

export interface WebhookOptions {
  bus: Bus;
  /** Invalidates reads of the order, before the response, since the bus can take longer. */
  onChange: (orderId: string, notification: ChangeNotification) => Promise<void>;
  /** Wakes the watchers of this process if the bus is unavailable. */
  wake: (orderId: string) => void;
  auth: WebhookAuth;
  reporting: Reporting;
}

/** Outcomes of a webhook, as the metric labels them. */
const RESULTS = ['accepted', 'repeated', 'unauthorized', 'invalid', 'too_large', 'bus_down', 'failed'] as const;
type WebhookResult = (typeof RESULTS)[number];

export const WEBHOOK_PATH = '/webhooks/topup.status';
const BODY_LIMIT = 16 * 1024;

export function registerWebhook(app: FastifyInstance, options: WebhookOptions): void {
  const { auth, bus, onChange, wake, reporting } = options;
  const { log, logsRequests, metrics } = reporting;
  metrics.declare('webhooks', RESULTS);
  const refuse = (request: FastifyRequest, reply: FastifyReply, rejection: Rejection): FastifyReply => {
    const { result, status, message } = rejection;
    metrics.count('webhooks', result);
    request.refusal = { reason: REASONS[result] ?? `webhook_${result}` };
    return reply.code(status).send({ status: '-1', message });
  };
  const hint = Compile(TopupStatusHint);

  app.route<{ Querystring: { token?: unknown } }>({
    method: 'POST',
    url: WEBHOOK_PATH,
    bodyLimit: BODY_LIMIT,
    config: { keepsRawBody: true },
    onRequest: async (request, reply) => {
      const { query, headers } = request;
      if (!auth.hasToken(query.token, headers)) return refuse(request, reply, BAD_TOKEN);
      const encoding = headers['content-encoding'] ?? 'identity';
      if (encoding.toLowerCase() !== 'identity')
        return refuse(request, reply, invalid(415, 'the body must not be compressed'));
      return undefined;
    },
    handler: async (request, reply) => {
      const { body, headers, id: requestId, rawBody, span } = request;
      const signature = auth.checkSignature(rawBody ?? NO_BODY, headers);
      if (signature === 'invalid') return refuse(request, reply, BAD_SIGNATURE);
      if (!hint.Check(body)) return refuse(request, reply, invalid(400, 'not a topup.status event with an order'));
      if (signature === 'repeated') {
        metrics.count('webhooks', 'repeated');
        return { status: '1' };
      }
      const receivedAt = performance.now();
      const { orderId } = body.data;
      const isChanged = onChange(orderId, { requestId, receivedAt, span: span ?? undefined });
      try {
        await bus.publish(orderId);
      } catch (error) {
        const fields = { component: 'webhook', requestId, err: error };
        log.warn(fields, 'webhook could not be published on the bus; only this process is notified');
        wake(orderId);
        return refuse(request, reply, { result: 'bus_down', status: 503, message: 'try again' });
      } finally {
        await isChanged;
      }
      auth.accepted(headers);
      metrics.count('webhooks', 'accepted');
      if (logsRequests) log.info({ component: 'access', requestId, orderId }, 'webhook accepted');
      return { status: '1' };
    },
    errorHandler: (error: FastifyError, request, reply) => {
      // With this header, Fastify would reset the connection of a sender that is still sending.
      reply.removeHeader('connection');
      const { statusCode = 500 } = error;
      if (statusCode === 413) return refuse(request, reply, TOO_LARGE);
      if (statusCode === 415)
        return refuse(request, reply, invalid(415, 'the body must be of the type application/json'));
      if (statusCode < 500) return refuse(request, reply, invalid(400, 'the body is not JSON in UTF-8'));
      log.error({ component: 'webhook', requestId: request.id, err: error }, 'webhook failed unexpectedly');
      return refuse(request, reply, { result: 'failed', status: 503, message: 'try again' });
    },
  });
}

interface Rejection {
  result: Exclude<WebhookResult, 'accepted' | 'repeated'>;
  status: number;
  message: string;
}

const BAD_TOKEN: Rejection = { result: 'unauthorized', status: 401, message: 'bad token' };
const BAD_SIGNATURE: Rejection = { result: 'unauthorized', status: 401, message: 'bad signature' };
const NO_BODY = Buffer.alloc(0);
const TOO_LARGE: Rejection = {
  result: 'too_large',
  status: 413,
  message: `the body is longer than ${BODY_LIMIT} bytes`,
};
const invalid = (status: number, message: string): Rejection => ({ result: 'invalid', status, message });
/** Reasons of refusals that are not named after the result. */
const REASONS: Partial<Record<WebhookResult, string>> = { unauthorized: 'webhook_token' };
