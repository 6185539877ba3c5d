/** Bounds on the headers that the gateway or a library parses: some parsers take time that grows with the square of the length. */
import type { IncomingHttpHeaders } from 'node:http';

/** Maximum lengths in characters, several lines of a name together. Headers that no code parses have Node's bound of 16 KB for all. */
export const MAX_HEADER_LENGTHS = {
  host: 270,
  'content-type': 256,
  'content-encoding': 64,
  'transfer-encoding': 64,
  accept: 1_024,
  'accept-version': 64,
  origin: 512,
  authorization: 16_384,
  'x-forwarded-for': 2_048,
  connection: 256,
  upgrade: 64,
  expect: 64,
  te: 64,
  'http2-settings': 1_024,
  'sec-websocket-key': 64,
  'sec-websocket-version': 64,
  'sec-websocket-protocol': 256,
  'sec-websocket-extensions': 512,
  'access-control-request-method': 64,
  'access-control-request-headers': 1_024,
  'apollo-require-preflight': 256,
  'x-apollo-operation-name': 1_024,
  'apollo-federation-include-trace': 64,
} as const;

const BOUNDS = Object.entries(MAX_HEADER_LENGTHS);

/** @returns a message that names the first header past its bound; undefined if there is none. */
export function headerPastBound(headers: IncomingHttpHeaders): string | undefined {
  for (const [name, max] of BOUNDS) {
    const value = headers[name];
    if (value !== undefined && value.length > max) return `The ${name} header is longer than ${max} characters.`;
  }
  return undefined;
}
