/** The operation of a subscription, which runs once for each event. */
import type { OperationTypeNode } from 'graphql';
import type { PreparedOperation } from '../admission/preparer.js';
import type { OperationSource } from '../admission/validated-operation.js';

/** Holds the text instead of the document and its plan, which the cache can then evict. */
export class LastingOperation {
  readonly #documents: OperationSource['documents'];
  readonly #text: string;
  readonly #name: string | null;
  readonly #type: OperationTypeNode;
  readonly #variables: PreparedOperation['variables'];

  constructor({ operation, type, variables }: PreparedOperation) {
    this.#documents = operation.source.documents;
    this.#text = operation.source.text;
    this.#name = operation.name;
    this.#type = type;
    this.#variables = variables;
  }

  /** @returns the prepared operation. Callers must not retain it. */
  prepared(): PreparedOperation {
    const operation = this.#documents.getAgain(this.#text).operation(this.#name);
    // An event is no operation of its own, so nothing reports whose it is.
    return { type: this.#type, operation, variables: this.#variables, app: undefined, isUntrusted: false };
  }
}
