/** `POST /webhooks/topup.status`: accepts change notifications. Only the order's id is used, never the status. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { Bus } from '../live/bus.js';
import type { ChangeNotification } from '../live/change-notification.js';
import type { Reporting } from '../observability/operation-record.js';
import { TopupStatusHint } from '../rest/contract/contract.js';

export interface WebhookOptions {
  bus: Bus;
  /** Invalidates reads of the order, before the response, since the bus can take longer. */
  onChange: (orderId: string, notification: ChangeNotification) => Promise<void>;
  /** Wakes the watchers of this process if the bus is unavailable. */
  wake: (orderId: string) => void;
  /** The required `?token=`. Undefined: no token is required. */
  token: string | undefined;
  reporting: Reporting;
}

/** What became of a webhook. */
type WebhookResult = 'accepted' | 'unauthorized' | 'invalid' | 'too_large' | 'bus_down' | 'failed';
const RESULTS: readonly WebhookResult[] = ['accepted', 'unauthorized', 'invalid', 'too_large', 'bus_down', 'failed'];

export const WEBHOOK_PATH = '/webhooks/topup.status';
const BODY_LIMIT = 16 * 1024;

export function registerWebhook(app: FastifyInstance, options: WebhookOptions): void {
  const { bus, onChange, wake, token, reporting } = options;
  const { log, logsRequests, metrics } = reporting;
  metrics.declare('webhooks', RESULTS);
  const refuse = (request: FastifyRequest, reply: FastifyReply, rejection: Rejection): FastifyReply => {
    const { result, status, message } = rejection;
    metrics.count('webhooks', result);
    request.refusal = { reason: REASONS[result] ?? `webhook_${result}` };
    return reply.code(status).send({ status: '-1', message });
  };
  const hint = Compile(TopupStatusHint);
  const isToken = token === undefined ? () => true : tokenCheck(token);

  app.route<{ Querystring: { token?: unknown } }>({
    method: 'POST',
    url: WEBHOOK_PATH,
    bodyLimit: BODY_LIMIT,
    onRequest: async (request, reply) => {
      const { query, headers } = request;
      if (!isToken(query.token)) return refuse(request, reply, BAD_TOKEN);
      const encoding = headers['content-encoding'] ?? 'identity';
      if (encoding.toLowerCase() !== 'identity')
        return refuse(request, reply, invalid(415, 'the body must not be compressed'));
      return undefined;
    },
    handler: async (request, reply) => {
      const { body, id: requestId, span } = request;
      if (!hint.Check(body)) return refuse(request, reply, invalid(400, 'not a topup.status event with an order'));
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
  result: Exclude<WebhookResult, 'accepted'>;
  status: number;
  message: string;
}

const BAD_TOKEN: Rejection = { result: 'unauthorized', status: 401, message: 'bad token' };
const TOO_LARGE: Rejection = {
  result: 'too_large',
  status: 413,
  message: `the body is longer than ${BODY_LIMIT} bytes`,
};
const invalid = (status: number, message: string): Rejection => ({ result: 'invalid', status, message });
/** Reasons of refusals that are not named after the result. */
const REASONS: Partial<Record<WebhookResult, string>> = { unauthorized: 'webhook_token' };

/** Compares digests in constant time, so that timing reveals neither the length nor a prefix of the token. */
function tokenCheck(token: string): (given: unknown) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), expected);
}
