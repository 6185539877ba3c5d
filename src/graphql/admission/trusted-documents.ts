/** `TRUSTED_DOCUMENTS`: the only documents that can run, if configured. */

import { type DocumentNode, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../common/gateway-error.js';
import { isObject } from '../../common/is-object.js';
import { normalForm, parsedWithin } from './normal-form.js';
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

/** `log`: documents that are not trusted run too, and are logged. */
export type TrustMode = 'enforce' | 'log';

export interface TrustedDocument {
  text: string;
  /** Name of the application whose manifest has it. */
  app: string;
}

export interface TrustSettings {
  /** Documents of all manifests by id. */
  documents: ReadonlyMap<string, TrustedDocument>;
  mode: TrustMode;
}

/** The text that a request runs. */
export interface AdmittedText {
  text: string;
  /** Undefined if the document is not trusted. */
  app: string | undefined;
}

/** Bounds of the cache of texts that were compared: characters in total and of one text. */
const MAX_SPELLINGS_LENGTH = 1_000_000;
const MAX_SPELLING_LENGTH = 20_000;

export class TrustedDocuments {
  readonly #byId: TrustSettings['documents'];
  readonly #mode: TrustMode;
  readonly #maxTokens: number;
  readonly #byText = new Map<string, TrustedDocument>();
  readonly #appByForm = new Map<string, string>();
  readonly #forms = new Map<TrustedDocument, string>();
  readonly #spellings = new LRUCache<string, AdmittedText>({
    maxSize: MAX_SPELLINGS_LENGTH,
    sizeCalculation: (_admitted, spelling) => spelling.length,
  });

  /** @param maxTokens Maximum tokens of a text that is compared. */
  constructor({ documents, mode }: TrustSettings, maxTokens: number) {
    this.#byId = documents;
    this.#mode = mode;
    this.#maxTokens = maxTokens;
    for (const document of documents.values()) {
      const parsed = parsedWithin(document.text);
      if (!parsed) continue;
      this.#byText.set(print(parsed), document);
      const form = normalForm(parsed);
      this.#appByForm.set(form, document.app);
      this.#forms.set(document, form);
    }
    for (const document of documents.values()) this.#byText.set(document.text, document);
  }

  /**
   * Finds the document of a request, by its id or else by its text, without regard to spaces and commas. A text that differs in the order of
   * fields, arguments and variables or in plain `__typename` fields is as good as the trusted one, and runs as it came: clients add `__typename` and rely on it.
   * Any other text that comes with a known id is not looked at.
   *
   * @throws {Refused} `FORBIDDEN` for a text that is not trusted, `PERSISTED_QUERY_NOT_FOUND` for an unknown id, after which clients send the text.
   */
  admit({ query, ...ids }: RequestIds & { query?: string | null | undefined }): AdmittedText {
    const id = idOf(ids);
    const named = id === undefined ? undefined : this.#byId.get(id);
    if (named) return query && query !== named.text ? this.#spelled(named, query) : named;
    if (query) return this.#byText.get(query) ?? this.#spellings.get(query) ?? this.#compared(query);
    if (id === undefined) throw refused('BAD_REQUEST', 'The request must have a query or the id of one.');
    throw refused('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
  }

  /** @returns the text, if it is another spelling of the named document. */
  #spelled(named: TrustedDocument, text: string): AdmittedText {
    if (text.length > MAX_SPELLING_LENGTH) return named;
    const form = this.#forms.get(named);
    const key = `${form}\n${text}`;
    const known = this.#spellings.get(key);
    if (known) return known;
    const parsed = parsedWithin(text, this.#maxTokens);
    const admitted = parsed && normalForm(parsed) === form ? { text: print(parsed), app: named.app } : named;
    this.#spellings.set(key, admitted);
    return admitted;
  }

  /** @throws {Refused} `FORBIDDEN` */
  #compared(text: string): AdmittedText {
    const parsed = parsedWithin(text, this.#maxTokens);
    const trusted = parsed && (this.#byText.get(print(parsed)) ?? this.#reordered(parsed));
    if (!trusted && this.#mode === 'enforce')
      throw new Refused([new GatewayError('FORBIDDEN', 'Only trusted documents can run on this gateway.')], 403);
    const admitted = trusted ?? { text, app: undefined };
    if (text.length <= MAX_SPELLING_LENGTH) this.#spellings.set(text, admitted);
    return admitted;
  }

  #reordered(parsed: DocumentNode): TrustedDocument | undefined {
    const app = this.#appByForm.get(normalForm(parsed));
    // Printed, so that comments do not make it another document each time.
    return app === undefined ? undefined : { text: print(parsed), app };
  }
}
