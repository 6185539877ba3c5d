/** The session of a WebSocket: its viewer, until the token expires. */
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Authenticator } from '../../auth/authenticator.js';
import { ANONYMOUS, type Session } from '../../auth/viewer.js';
import { atTime } from '../../common/at-time.js';
import { GatewayError } from '../../common/gateway-error.js';
import { RateLimitedError, type RateLimiter } from '../rate-limiter.js';
import { closeSocket } from './close-socket.js';

const TRY_AGAIN_LATER = 1013;

/** The client of an upgrade request. */
export interface Peer {
  /** The `authorization` header of the upgrade request. */
  authorization: string | undefined;
  /** The client's address, for rate limiting. */
  address: string;
}

/**
 * Authenticates by the token of `connectionParams`, or of the upgrade request's header. Closes the socket with 4401 without a required token, 4403 with
 * an invalid one, and 1013 if the signing keys are unavailable or the rate limit is exceeded.
 */
export async function signIn(
  params: Record<string, unknown> | undefined,
  { authorization: upgradeAuthorization, address }: Peer,
  socket: WebSocket,
  { authenticator, rates }: { authenticator: Authenticator; rates: RateLimiter },
): Promise<Session | undefined> {
  const authorization = authorizationIn(params) ?? authorizationIn(params?.headers) ?? upgradeAuthorization;
  try {
    const session = await authenticator.authenticate(authorization);
    if (session.viewer.kind !== 'anonymous' || !authenticator.isRequired) return session;
    closeSocket(socket, CloseCode.Unauthorized, 'Unauthorized');
  } catch (error) {
    const isBadToken = error instanceof GatewayError && error.code === 'UNAUTHENTICATED';
    if (isBadToken && (await mayGuess(rates, address))) closeSocket(socket, CloseCode.Forbidden, 'Forbidden');
    else closeSocket(socket, TRY_AGAIN_LATER, 'Try again later');
  }
  return undefined;
}

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

/** Closes the socket with 4403 when its token expires. */
export function closeAt(time: number, socket: WebSocket): void {
  if (socket.readyState !== socket.OPEN) return;
  const cancel = atTime(time, () => closeSocket(socket, CloseCode.Forbidden, 'Token expired'));
  socket.once('close', cancel);
}
