/** `POST /webhooks/topup.status`: accepts change notifications. Only the order's id is used, never the status. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Compile } from 'typebox/compile';
import type { Bus } from '../live/bus.js';
import { TopupStatusHint } from '../rest/contract/contract.js';

export interface WebhookOptions {
  bus: Bus;
  /** Invalidates reads of the order, before the response, since the bus can take longer. */
  onChange: (orderId: string) => Promise<void>;
  /** Wakes the watchers of this process if the bus is unavailable. */
  wake: (orderId: string) => void;
  /** The required `?token=`. Undefined: no token is required. */
  token: string | undefined;
  log: Logger;
}

export const WEBHOOK_PATH = '/webhooks/topup.status';
const BODY_LIMIT = 16 * 1024;

export function registerWebhook(app: FastifyInstance, { bus, onChange, wake, token, log }: WebhookOptions): void {
  const hint = Compile(TopupStatusHint);
  const isToken = token === undefined ? () => true : tokenCheck(token);

  app.route<{ Querystring: { token?: unknown } }>({
    method: 'POST',
    url: WEBHOOK_PATH,
    bodyLimit: BODY_LIMIT,
    onRequest: async ({ query, headers }, reply) => {
      if (!isToken(query.token)) return refuse(reply, 401, 'bad token');
      const encoding = headers['content-encoding'] ?? 'identity';
      if (encoding.toLowerCase() !== 'identity') return refuse(reply, 415, 'the body must not be compressed');
      return undefined;
    },
    handler: async ({ body }, reply) => {
      if (!hint.Check(body)) return refuse(reply, 400, 'not a topup.status event with an order');
      const { orderId } = body.data;
      const isChanged = onChange(orderId);
      try {
        await bus.publish(orderId);
      } catch (error) {
        log.warn({ err: error }, 'webhook could not be published on the bus; only this process is notified');
        wake(orderId);
        return refuse(reply, 503, 'try again');
      } finally {
        await isChanged;
      }
      return { status: '1' };
    },
    errorHandler: (error: FastifyError, _request, reply) => {
      // With this header, Fastify would reset the connection of a sender that is still sending.
      reply.removeHeader('connection');
      if (error.statusCode === 413) return refuse(reply, 413, `the body is longer than ${BODY_LIMIT} bytes`);
      if (error.statusCode === 415) return refuse(reply, 415, 'the body must be of the type application/json');
      if ((error.statusCode ?? 500) < 500) return refuse(reply, 400, 'the body is not JSON in UTF-8');
      log.error({ err: error }, 'webhook failed unexpectedly');
      return refuse(reply, 503, 'try again');
    },
  });
}

const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ status: '-1', message });

/** Compares digests in constant time, so that timing reveals neither the length nor a prefix of the token. */
function tokenCheck(token: string): (given: unknown) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), expected);
}
