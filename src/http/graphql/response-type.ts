/** The forms of a response by a request's `accept`: of a single result as Apollo Server negotiates it, and of a stream. */
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { type StreamFormat, streamFormatOf } from '../stream/stream-format.js';

/** The forms that a client accepts. */
export interface Accepted {
  /** The content type of a single result. Undefined if the client accepts none that the gateway writes. */
  readonly type: string | undefined;
  /** The form of a subscription's results; undefined if the client accepts none. */
  readonly stream: StreamFormat | undefined;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_RESPONSE = 'application/graphql-response+json; charset=utf-8';
/** Apollo Server's, of a protocol that the gateway does not serve. */
const CALLBACK = 'application/json; callbackSpec=1.0; charset=utf-8';

const NOTHING_SAID: Accepted = { type: JSON_TYPE, stream: undefined };
/** Maximum number of values that are remembered. Clients send some twenty. */
const MAX_KNOWN = 100;
/** Maximum length of a value that is remembered, in characters. */
const MAX_KNOWN_LENGTH = 300;

/** Negotiates each value of `accept` once. */
export class ResponseTypes {
  readonly #known = new LRUCache<string, Accepted>({ max: MAX_KNOWN });

  of(accept: string | undefined): Accepted {
    if (accept === undefined || accept === '') return NOTHING_SAID;
    const known = this.#known.get(accept);
    if (known) return known;
    const accepted = { type: typeOf(accept), stream: streamFormatOf(accept) };
    if (accept.length <= MAX_KNOWN_LENGTH) this.#known.set(accept, accepted);
    return accepted;
  }
}

function typeOf(accept: string): string | undefined {
  const preferred = new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, GRAPHQL_RESPONSE, CALLBACK]);
  return preferred === CALLBACK ? undefined : preferred;
}
