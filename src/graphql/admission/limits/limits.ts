/** How large a request may be. What is larger is refused before anything is done for it. */
import { GatewayError } from '../../../common/gateway-error.js';

/** Fragments are expanded for counting. Plain `__typename`s, which clients add by themselves, don't count; an aliased one does. */
export interface Limits {
  /** Of the document's text. */
  tokens: number;
  /** Fields below each other. */
  depth: number;
  aliases: number;
  /** Fields of the operation itself. */
  rootFields: number;
  directives: number;
  /** Fields and fragments. */
  selections: number;
  /** Entries of a list in an argument or a variable, lists in a `JSONObject` included. */
  list: number;
  /** Objects and lists in each other in a `JSONObject`. */
  inputDepth: number;
}

interface LimitRule {
  /** The environment variable that sets it. */
  name: string;
  fallback: number;
  /** The largest that can be set: above it the gateway's own work for one document is no longer small. */
  max: number;
  /** What a client is told, up to the number. */
  says: (limit: number) => string;
}

export const LIMIT_RULES: Readonly<Record<keyof Limits, LimitRule>> = {
  tokens: { name: 'LIMIT_TOKENS', fallback: 1_000, max: 20_000, says: (n) => `A document may have ${n} tokens` },
  depth: { name: 'LIMIT_DEPTH', fallback: 15, max: 100, says: (n) => `An operation may be ${n} fields deep` },
  aliases: { name: 'LIMIT_ALIASES', fallback: 15, max: 10_000, says: (n) => `An operation may have ${n} aliases` },
  rootFields: {
    name: 'LIMIT_ROOT_FIELDS',
    fallback: 10,
    max: 10_000,
    says: (n) => `An operation may have ${n} root fields`,
  },
  directives: {
    name: 'LIMIT_DIRECTIVES',
    fallback: 20,
    max: 10_000,
    says: (n) => `An operation may have ${n} directives`,
  },
  selections: {
    name: 'LIMIT_SELECTIONS',
    fallback: 1_000,
    max: 10_000,
    says: (n) => `An operation may select ${n} fields and fragments`,
  },
  list: { name: 'LIMIT_LIST', fallback: 100, max: 10_000, says: (n) => `A list may have ${n} entries` },
  inputDepth: {
    name: 'LIMIT_INPUT_DEPTH',
    fallback: 10,
    max: 100,
    says: (n) => `A JSON input may be nested ${n} levels deep`,
  },
};

/** The refusal of what is past a limit, in words that name it. */
export function pastLimit(limit: keyof Limits, limits: Readonly<Limits>): GatewayError {
  const { name, says } = LIMIT_RULES[limit];
  return new GatewayError('LIMIT_EXCEEDED', `${says(limits[limit])} at most (${name}).`);
}
