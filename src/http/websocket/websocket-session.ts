/** Who is at the other end of a WebSocket, and for how long. */
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Authenticator } from '../../auth/authenticator.js';
import { ANONYMOUS, type Session } from '../../auth/viewer.js';
import { atTime } from '../../common/at-time.js';
import { GatewayError } from '../../common/gateway-error.js';
import { RateLimitedError, type RateLimiter } from '../rate-limiter.js';
import { closeSocket } from './close-socket.js';

const TRY_AGAIN_LATER = 1013;

/** Who asked for the WebSocket. */
export interface Peer {
  /** The upgrade request's `authorization`. */
  authorization: string | undefined;
  /** For counting how often it asks. */
  address: string;
}

/**
 * By the token of `connectionParams`, or else of the upgrade request's header. Where that is none the socket is closed: 4401 without a token
 * where one is needed, 4403 with a bad one, 1013 where the keys to tell by can't be had, or it guesses
 * too often.
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

/** As over HTTP: one who guesses at tokens is counted too. */
async function mayGuess(rates: RateLimiter, address: string): Promise<boolean> {
  try {
    await rates.count(ANONYMOUS, address);
    return true;
  } catch (error) {
    if (error instanceof RateLimitedError) return false;
    throw error;
  }
}

/** Its name in any case; Apollo Sandbox sends it below `headers` too. */
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
