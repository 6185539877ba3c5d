/** `POST /webhooks/topup.status`: takes the hint that an order changed, and believes no more of it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { Compile } from 'typebox/compile';
import type { Bus } from '../live/bus.js';
import { TopupStatusHint } from '../rest/contract/contract.js';

export interface WebhookOptions {
  bus: Bus;
  /** Makes reads that began before count as old. Resolves before the answer, since the bus may take longer. */
  onChange: (orderId: string) => Promise<void>;
  /** Wakes this process's own watchers, for when the bus can't. */
  wake: (orderId: string) => void;
  /** What `?token=` must be; nothing is asked for where it is undefined. */
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
      // Fastify would cut the sender off while it sends, and the answer with it.
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

/** Compares digests, so that neither the token's length nor how much of it was right can be timed. */
function tokenCheck(token: string): (given: unknown) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), expected);
}
