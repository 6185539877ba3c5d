/** `TRUSTED_DOCUMENTS`: the only documents that can run, if configured. */

import { GraphQLError, parse, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../common/gateway-error.js';
import { isObject } from '../../common/is-object.js';
import { Refused, refused } from './request-rejected.js';

/** The members in which clients send a document's id, unchecked. */
export interface RequestIds {
  /** Apollo Client and urql: `{ persistedQuery: { sha256Hash } }`; graphql-ws's recipe: `{ persistedQuery: id }`. */
  extensions?: unknown;
  /** The GraphQL over HTTP specification's draft, and codegen's client preset. */
  documentId?: unknown;
  /** Relay. */
  id?: unknown;
  doc_id?: unknown;
}

/** @returns the document id of a request, if there is one. */
export function idOf({ extensions, documentId, id, doc_id }: RequestIds): string | undefined {
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  const hash = isObject(persisted) ? persisted.sha256Hash : persisted;
  return [hash, documentId, id, doc_id].find((candidate) => typeof candidate === 'string' && candidate !== '') as
    | string
    | undefined;
}

/** Bounds of the cache of other spellings of trusted texts: characters in total and of one text. */
const MAX_SPELLINGS_LENGTH = 1_000_000;
const MAX_SPELLING_LENGTH = 20_000;

export class TrustedDocuments {
  readonly #byId: ReadonlyMap<string, string>;
  readonly #maxTokens: number;
  /** Trusted texts by their text and by their normal form. */
  readonly #texts = new Map<string, string>();
  readonly #spellings = new LRUCache<string, string>({
    maxSize: MAX_SPELLINGS_LENGTH,
    sizeCalculation: (_text, spelling) => spelling.length,
  });

  /** @param byId Valid texts by id. @param maxTokens Maximum tokens of a text that is compared. */
  constructor(byId: ReadonlyMap<string, string>, maxTokens: number) {
    this.#byId = byId;
    this.#maxTokens = maxTokens;
    for (const text of byId.values()) this.#texts.set(print(parse(text)), text);
    for (const text of byId.values()) this.#texts.set(text, text);
  }

  /**
   * @returns the trusted text of a request: by its own text without regard to spaces and commas, otherwise by its id.
   * @throws {Refused} `FORBIDDEN` for a text that is not trusted, `PERSISTED_QUERY_NOT_FOUND` for an unknown id, after which clients send the text.
   */
  textOf({ query, ...ids }: RequestIds & { query?: string | null | undefined }): string {
    if (query) {
      const trusted = this.#texts.get(query) ?? this.#respelled(query);
      if (trusted === undefined)
        throw new Refused([new GatewayError('FORBIDDEN', 'Only trusted documents can run on this gateway.')], 403);
      return trusted;
    }
    const id = idOf(ids);
    if (id === undefined) throw refused('BAD_REQUEST', 'The request must have a query or the id of one.');
    const trusted = this.#byId.get(id);
    if (trusted === undefined) throw refused('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
    return trusted;
  }

  #respelled(query: string): string | undefined {
    const known = this.#spellings.get(query);
    if (known !== undefined) return known;
    const normal = normalForm(query, this.#maxTokens);
    const trusted = normal === undefined ? undefined : this.#texts.get(normal);
    if (trusted !== undefined && query.length <= MAX_SPELLING_LENGTH) this.#spellings.set(query, trusted);
    return trusted;
  }
}

function normalForm(text: string, maxTokens: number): string | undefined {
  try {
    return print(parse(text, { maxTokens, noLocation: true }));
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError) return undefined;
    throw error;
  }
}
