/** The session of a WebSocket: its viewer, until the token expires. */
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Authenticator } from '../../auth/authenticator.js';
import { TokenRejectedError } from '../../auth/token-rejected-error.js';
import { ANONYMOUS, type Session } from '../../auth/viewer.js';
import { atTime } from '../../common/at-time.js';
import { GatewayError } from '../../common/gateway-error.js';
import { isObject } from '../../common/is-object.js';
import { reasonOf } from '../../observability/operation-record.js';
import { RateLimitedError, type RateLimiter } from '../rate-limiter.js';
import type { Traffic } from '../traffic.js';
import { closeSocket } from './close-socket.js';

const TRY_AGAIN_LATER = 1013;

/** The client of an upgrade request. */
export interface Peer {
  /** The `authorization` header of the upgrade request. */
  authorization: string | undefined;
  /** The client's address, for rate limiting. */
  address: string;
  /** The id of the upgrade request. */
  requestId: string;
  /** `traceparent` of `connectionParams`, else of the upgrade request. */
  traceparent: string | undefined;
}

/** @returns the `traceparent` of connection parameters or of a request's extensions. */
export function traceparentIn(members: unknown): string | undefined {
  const value = isObject(members) ? members.traceparent : undefined;
  return typeof value === 'string' ? value : undefined;
}

/**
 * Authenticates by the token of `connectionParams`, or of the upgrade request's header. Closes the socket with 4401 without a required token, 4403 with
 * an invalid one, and 1013 if the signing keys are unavailable or the rate limit is exceeded.
 */
export async function signIn(
  params: Record<string, unknown> | undefined,
  { authorization: upgradeAuthorization, address, requestId }: Peer,
  socket: WebSocket,
  { authenticator, rates, traffic }: { authenticator: Authenticator; rates: RateLimiter; traffic: Traffic },
): Promise<Session | undefined> {
  const authorization =
    authorizationIn(params) ??
    authorizationIn(params?.headers) ??
    bearerIn(params) ??
    bearerIn(params?.connectionParams) ??
    upgradeAuthorization;
  try {
    const session = await authenticator.authenticate(authorization);
    if (session.viewer.kind !== 'anonymous' || !authenticator.isRequired) return session;
    traffic.refused({ reason: 'unauthenticated' }, requestId);
    closeSocket(socket, CloseCode.Unauthorized, 'Unauthorized');
  } catch (error) {
    traffic.refused({ reason: refusalReasonOf(error) }, requestId);
    const isBadToken = error instanceof GatewayError && error.code === 'UNAUTHENTICATED';
    if (isBadToken && (await mayGuess(rates, address))) closeSocket(socket, CloseCode.Forbidden, 'Forbidden');
    else closeSocket(socket, TRY_AGAIN_LATER, 'Try again later');
  }
  return undefined;
}

const refusalReasonOf = (error: unknown): string =>
  error instanceof TokenRejectedError ? error.reason : reasonOf(error instanceof GatewayError ? error.code : undefined);

/** Counts invalid tokens, as over HTTP, to limit guessing. */
async function mayGuess(rates: RateLimiter, address: string): Promise<boolean> {
  try {
    await rates.count(ANONYMOUS, address);
    return true;
  } catch (error) {
    if (error instanceof RateLimitedError) return false;
    throw error;
  }
}

/** Finds `authorization` in any case, also below `headers`, where Apollo Sandbox sends it. */
function authorizationIn(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const [, value] = Object.entries(params).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Finds `token`, as routers pass a client's on: Hive Gateway among the parameters, Apollo Router below `connectionParams`. With or without a scheme. */
function bearerIn(params: unknown): string | undefined {
  const token = isObject(params) ? params.token : undefined;
  if (typeof token !== 'string' || token === '') return undefined;
  return /^bearer /i.test(token) ? token : `Bearer ${token}`;
}

/** Closes the socket with 4403 when its token expires. */
export function closeAt(time: number, socket: WebSocket): void {
  if (socket.readyState !== socket.OPEN) return;
  const cancel = atTime(time, () => closeSocket(socket, CloseCode.Forbidden, 'Token expired'));
  socket.once('close', cancel);
}
