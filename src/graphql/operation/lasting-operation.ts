/** An operation that is run again and again for as long as a subscription lives. */
import type { OperationTypeNode } from 'graphql';
import type { Documents } from '../admission/documents.js';
import type { PreparedOperation } from '../admission/preparer.js';

/** Holds the text, not the document and its plan: those count against the bound of {@link Documents}, and can be evicted under it. */
export class LastingOperation {
  readonly #documents: Documents;
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

  /** @returns the operation as it was prepared; not to be held on to. */
  prepared(): PreparedOperation {
    const operation = this.#documents.getAgain(this.#text).operation(this.#name);
    return { type: this.#type, operation, variables: this.#variables };
  }
}
