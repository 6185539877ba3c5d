/** From a document's text to what can be executed, once for each text. */
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
import { KnownOperation, type OperationOptions } from './known-operation.js';
import { checkDocument } from './limits/check-document.js';
import { checkLiterals, type EmbeddedVariable } from './limits/check-literals.js';
import { pastLimit } from './limits/limits.js';
import { MAX_ERRORS, Refused, refused, refusedWith } from './refused.js';

/** Documents that are remembered at most, and their tokens together: each takes some 500 bytes. */
const MAX_DOCUMENTS = 1_000;
const MAX_REMEMBERED_TOKENS = 100_000;
/** How long one may be that is remembered, in characters: comments aren't tokens. */
const MAX_REMEMBERED_LENGTH = 20_000;

export class Documents {
  readonly #options: OperationOptions;
  readonly #known = new LRUCache<string, KnownDocument>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_REMEMBERED_TOKENS,
    sizeCalculation: ({ document }) => document.tokenCount ?? MAX_REMEMBERED_TOKENS,
  });

  constructor(options: OperationOptions) {
    this.#options = options;
  }

  /**
   * Parses, limits and validates, in this order: nothing is done for a document that costs more than the document is long, before it is known to
   * be within its limits. A good one is remembered.
   *
   * @throws {Refused} `GRAPHQL_PARSE_FAILED`, `LIMIT_EXCEEDED`, `GRAPHQL_VALIDATION_FAILED`
   */
  get(text: string): KnownDocument {
    const known = this.#known.get(text);
    if (known) return known;
    const document = this.#read(text);
    if (text.length <= MAX_REMEMBERED_LENGTH) this.#known.set(text, document);
    return document;
  }

  #read(text: string): KnownDocument {
    const { schema, introspection, limits } = this.#options;
    try {
      const document = this.#parse(text);
      checkDocument(document, limits);
      const embedded = checkLiterals(document, schema, limits);
      const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
      const errors = validate(schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: !introspection });
      if (errors.length > 0) throw refusedWith('GRAPHQL_VALIDATION_FAILED', errors);
      return new KnownDocument(document, embedded, this.#options);
    } catch (error) {
      // The parser itself, which goes down before anything is counted.
      if (error instanceof RangeError) throw new Refused([pastLimit('depth', limits)]);
      if (!(error instanceof GraphQLError)) throw error;
      if (error.extensions.code !== undefined) throw new Refused([error]);
      throw refusedWith('GRAPHQL_VALIDATION_FAILED', [error]);
    }
  }

  /** Stops at the first token that is too many. */
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

/** graphql-js tells it by its words alone. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

export class KnownDocument {
  readonly document: DocumentNode;
  readonly #embedded: readonly EmbeddedVariable[];
  readonly #options: OperationOptions;
  readonly #operations = new Map<OperationDefinitionNode, KnownOperation>();

  constructor(document: DocumentNode, embedded: readonly EmbeddedVariable[], options: OperationOptions) {
    this.document = document;
    this.#embedded = embedded;
    this.#options = options;
  }

  /** @throws {Refused} `OPERATION_RESOLUTION_FAILURE` where it isn't clear which is meant. */
  operation(name: string | null | undefined): KnownOperation {
    const node = getOperationAST(this.document, name);
    if (!node) throw refused('OPERATION_RESOLUTION_FAILURE', this.#whyNone(name));
    const known = this.#operations.get(node) ?? new KnownOperation(this.document, node, this.#embedded, this.#options);
    this.#operations.set(node, known);
    return known;
  }

  #whyNone(name: string | null | undefined): string {
    if (name != null) return 'The document has no operation of this name.';
    const isEmpty = this.document.definitions.every(({ kind }) => kind !== Kind.OPERATION_DEFINITION);
    return isEmpty
      ? 'The document has no operation.'
      : 'The document has several operations: name the one that is meant.';
  }
}
