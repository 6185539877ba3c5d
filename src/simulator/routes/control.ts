/**
 * The control endpoints, which no REST API has: faults, and orders' ends, on demand.
 *
 * - `POST /_simulator/faults` `[{"on":"walletBalance","kind":"http-error","times":3}]` replaces the faults (see `Fault`),
 *   `GET` shows those that are on, `DELETE` clears them
 * - `POST /_simulator/orders/{orderId}/status` `{"status":"FAILED"}` puts an order in a status, and sends its webhook
 * - `GET /_simulator/orders` lists the newest orders, `GET /_simulator/calls` the newest calls, and `GET /_simulator` is a page for all of this
 * - `POST /_simulator/fail-next-orders` `{"count":1}` lets the orders made next end FAILED
 *
 * - `POST /_simulator/latency` `{"latency":"far"}` lets every answer take that time (see `Latency`)
 *
 * They answer with the REST API's envelopes.
 */
import type { FastifyInstance } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Faults } from '../faults.js';
import type { RecordedRequest } from '../recorded-request.js';
import type { Topups } from '../topups.js';
import { CONTROL_PAGE, CONTROL_PAGE_POLICY } from './control-page.js';
import { ApiFailure, answerOf, exactSuccess, success } from './envelope.js';
import type { Latency } from './latency.js';
import { orderJson } from './order-json.js';
import { send } from './respond.js';
import { describeErrors } from './schema-errors.js';

export const CONTROL_PREFIX = '/_simulator/';

const readStatus = bodyReader(Type.Object({ status: Type.String({ minLength: 1 }) }, { additionalProperties: false }));
const readLatency = bodyReader(Type.Object({ latency: Type.String() }, { additionalProperties: false }));
const readCount = bodyReader(Type.Object({ count: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }));

/** Maximum number of orders and calls in a list. */
const SHOWN = 50;

export interface Controlled {
  faults: Faults;
  latency: Latency;
  topups: Topups;
  /** Oldest first. */
  requests: readonly RecordedRequest[];
}

export function addControl(app: FastifyInstance, { faults, latency, topups, requests }: Controlled): void {
  app.get(CONTROL_PREFIX.slice(0, -1), (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', CONTROL_PAGE_POLICY).send(CONTROL_PAGE),
  );

  app.get(`${CONTROL_PREFIX}orders`, (_request, reply) => {
    const orders = topups.newest(SHOWN);
    return send(
      reply,
      success(orders.map(({ orderId, walletId, created, status }) => ({ orderId, walletId, created, status }))),
    );
  });

  // Bodies hold people's names, also where only a developer looks.
  app.get(`${CONTROL_PREFIX}calls`, (_request, reply) =>
    send(
      reply,
      success(
        requests
          .slice(-SHOWN)
          .reverse()
          .map(({ method, path }) => ({ method, path })),
      ),
    ),
  );

  app.get(`${CONTROL_PREFIX}faults`, (_request, reply) => send(reply, success(faults.list())));

  app.post(`${CONTROL_PREFIX}faults`, (request, reply) =>
    send(
      reply,
      answerOf(() => {
        setFaults(faults, json(request.body));
        return success(faults.list());
      }),
    ),
  );

  app.delete(`${CONTROL_PREFIX}faults`, (_request, reply) => {
    faults.set([]);
    return send(reply, success([]));
  });

  app.post<{ Params: { orderId: string } }>(`${CONTROL_PREFIX}orders/:orderId/status`, (request, reply) =>
    send(
      reply,
      answerOf(() =>
        exactSuccess(orderJson(topups.setStatus(request.params.orderId, readStatus(request.body).status))),
      ),
    ),
  );

  app.post(`${CONTROL_PREFIX}latency`, (request, reply) =>
    send(
      reply,
      answerOf(() => {
        const body = readLatency(request.body);
        setLatency(latency, body.latency);
        return success(body);
      }),
    ),
  );

  app.post(`${CONTROL_PREFIX}fail-next-orders`, (request, reply) =>
    send(
      reply,
      answerOf(() => {
        const { count } = readCount(request.body);
        topups.failNext(count);
        return success({ count });
      }),
    ),
  );
}

function setLatency(latency: Latency, text: string): void {
  try {
    latency.set(text);
  } catch (error) {
    if (error instanceof RangeError) throw new ApiFailure(400, error.message);
    throw error;
  }
}

function setFaults(faults: Faults, body: unknown): void {
  try {
    faults.set(body);
  } catch (error) {
    if (error instanceof TypeError) throw new ApiFailure(400, error.message);
    throw error;
  }
}

function bodyReader<Body extends TSchema>(schema: Body): (text: unknown) => Static<Body> {
  const validator = Compile(schema);
  return (text) => {
    const body = json(text);
    if (validator.Check(body)) return body;
    throw new ApiFailure(400, describeErrors(validator.Errors(body)));
  };
}

function json(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new ApiFailure(400, 'the body is not JSON');
  }
}
