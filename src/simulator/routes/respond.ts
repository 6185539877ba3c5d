/** Sends an answer, or what a fault makes of it. */
import type { FastifyReply } from 'fastify';
import type { Fault } from '../faults.js';
import type { Timers } from '../timers.js';
import { type Answer, failure } from './envelope.js';

const DEFAULT_LATENCY_MS = 1000;
const BROKEN_JSON = '{"status":"1","data":{"';

export const send = (reply: FastifyReply, { statusCode, contentType, body }: Answer): FastifyReply =>
  reply.code(statusCode).header('content-type', contentType).send(body);

/**
 * Answers a call that meets a fault. Unless the fault is `after` the call, only `latency` ever lets the call be carried out,
 * and that once the delay is over, whether or not the client still waits.
 */
export async function sendFaulty(
  reply: FastifyReply,
  fault: Fault,
  carryOut: () => Answer,
  timers: Timers,
): Promise<FastifyReply> {
  const done = fault.after === true ? carryOut() : undefined;
  await timers.wait(fault.ms ?? (fault.kind === 'latency' ? DEFAULT_LATENCY_MS : 0));
  switch (fault.kind) {
    case 'latency':
      return send(reply, done ?? carryOut());
    case 'http-error':
      return send(reply, { statusCode: fault.status ?? 503, contentType: 'text/plain', body: 'simulated failure\n' });
    case 'broken-json':
      return send(reply, brokenAnswer(done));
    case 'reject':
      return send(reply, failure(fault.status ?? 400, fault.message ?? 'rejected'));
    case 'reset':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return reply;
    case 'hang':
      return reply.hijack();
    default:
      throw new Error(`not a fault of a call: ${fault.kind}`);
  }
}

/** The real answer up to its middle, where there is one. */
function brokenAnswer(done: Answer | undefined): Answer {
  const body = done === undefined ? BROKEN_JSON : done.body.slice(0, Math.ceil(done.body.length / 2));
  return { statusCode: 200, contentType: 'application/json', body };
}
