/** The cache of documents: each text is parsed, checked and planned once. */
import { hash } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { checkDocument } from './limits/check-document.js';
import { checkLiterals, type EmbeddedVariable } from './limits/check-literals.js';
import { pastLimit } from './limits/limits.js';
import { MAX_ERRORS, Refused, refused, refusedWith } from './request-rejected.js';
import { type OperationOptions, ValidatedOperation } from './validated-operation.js';

/**
 * Capacity of the cache in planned fields of about 700 bytes each. A token counts as one, and so does a read or check of a field, or text of that length.
 * Clients determine the size of plans, so all of them count: with fragments expanded, for each operation and each combination of `@skip` and
 * `@include`.
 */
export const MAX_FIELDS = 60_000;
/** Maximum size of one document in the cache. A larger one is processed each time. */
export const MAX_FIELDS_OF_ONE = 6_000;
const MAX_DOCUMENTS = 1_000;
/** Maximum length of a cached text in characters, since comments are not tokens. */
const MAX_REMEMBERED_LENGTH = 20_000;
const CHARACTERS_OF_FIELD = 500;

export class Documents {
  readonly #options: OperationOptions;
  readonly #known = new LRUCache<string, ValidatedDocument>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_FIELDS,
    maxEntrySize: MAX_FIELDS_OF_ONE,
    sizeCalculation: ({ size }) => size,
  });

  constructor(options: OperationOptions) {
    this.#options = options;
  }

  /**
   * Parses a document, applies the limits and validates it, in this order, so that no work is superlinear before the limits hold. Caches a valid
   * document.
   *
   * @throws {Refused} `GRAPHQL_PARSE_FAILED`, `LIMIT_EXCEEDED`, `GRAPHQL_VALIDATION_FAILED`
   */
  get(text: string): ValidatedDocument {
    return this.#known.get(text) ?? this.#remember(this.#read(text, false));
  }

  /** As {@link get}, for a text that was valid before. After an eviction it is only parsed again. */
  getAgain(text: string): ValidatedDocument {
    return this.#known.get(text) ?? this.#remember(this.#read(text, true));
  }

  /** Size of the cache, in planned fields. */
  get size(): number {
    return this.#known.calculatedSize;
  }

  /** Updates the size of a document that has grown. An evicted one is held only by running operations. */
  grown(document: ValidatedDocument): void {
    if (this.#known.peek(document.text) !== document) return;
    this.#known.delete(document.text);
    this.#known.set(document.text, document);
  }

  #remember(document: ValidatedDocument): ValidatedDocument {
    if (document.text.length <= MAX_REMEMBERED_LENGTH) this.#known.set(document.text, document);
    return document;
  }

  #read(text: string, isGood: boolean): ValidatedDocument {
    const { schema, limits } = this.#options;
    try {
      const document = this.#parse(text);
      if (!isGood) checkDocument(document, limits);
      const embedded = checkLiterals(document, schema, limits);
      if (!isGood) this.#validate(document);
      return new ValidatedDocument({ text, document, embedded, documents: this, options: this.#options });
    } catch (error) {
      // A stack overflow of the parser, before any limit is checked.
      if (error instanceof RangeError) throw new Refused([pastLimit('depth', limits)]);
      if (!(error instanceof GraphQLError)) throw error;
      if (error.extensions.code !== undefined) throw new Refused([error]);
      throw refusedWith('GRAPHQL_VALIDATION_FAILED', [error]);
    }
  }

  #validate(document: DocumentNode): void {
    const { schema, introspection } = this.#options;
    const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: !introspection });
    if (errors.length > 0) throw refusedWith('GRAPHQL_VALIDATION_FAILED', errors);
  }

  /** Parses up to the limit of tokens. */
  #parse(text: string): DocumentNode {
    const { limits } = this.#options;
    try {
      return parse(text, { maxTokens: limits.tokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      if (TOO_MANY_TOKENS.test(error.message)) throw pastLimit('tokens', limits);
      throw refusedWith('GRAPHQL_PARSE_FAILED', [error]);
    }
  }
}

/** graphql-js identifies this error only by its message. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

export interface ValidatedDocumentOptions {
  text: string;
  document: DocumentNode;
  embedded: readonly EmbeddedVariable[];
  documents: Documents;
  options: OperationOptions;
}

export class ValidatedDocument {
  readonly text: string;
  readonly document: DocumentNode;
  /** The cache that finds the document again after an eviction. */
  readonly documents: Documents;
  readonly #embedded: readonly EmbeddedVariable[];
  readonly #options: OperationOptions;
  readonly #operations = new Map<OperationDefinitionNode, ValidatedOperation>();
  #hash: string | undefined;
  #size: number;

  constructor({ text, document, embedded, documents, options }: ValidatedDocumentOptions) {
    this.text = text;
    this.document = document;
    this.documents = documents;
    this.#embedded = embedded;
    this.#options = options;
    this.#size = (document.tokenCount ?? 0) + Math.ceil(text.length / CHARACTERS_OF_FIELD);
  }

  /** As {@link OperationSource.hash}, computed on first use. */
  get hash(): string {
    this.#hash ??= hash('sha256', this.text);
    return this.#hash;
  }

  /** Size in planned fields. */
  get size(): number {
    return this.#size;
  }

  /** @throws {Refused} `OPERATION_RESOLUTION_FAILURE` if the operation is missing or ambiguous. */
  operation(name: string | null | undefined): ValidatedOperation {
    const node = getOperationAST(this.document, name);
    if (!node) throw refused('OPERATION_RESOLUTION_FAILURE', this.#whyNone(name));
    const known = this.#operations.get(node);
    if (known) return known;
    const operation = new ValidatedOperation(this, node, this.#embedded, this.#options);
    this.#operations.set(node, operation);
    return operation;
  }

  /** Records growth. @param fields The growth in planned fields. */
  grow(fields: number): void {
    this.#size += fields;
    this.documents.grown(this);
  }

  #whyNone(name: string | null | undefined): string {
    if (name != null) return 'The document has no operation of this name.';
    const isEmpty = this.document.definitions.every(({ kind }) => kind !== Kind.OPERATION_DEFINITION);
    return isEmpty ? 'The document has no operation.' : 'The document has several operations. Set operationName.';
  }
}
