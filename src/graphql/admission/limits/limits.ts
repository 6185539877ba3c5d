/** The limits of a request. A larger one is rejected before any work is done for it. */
import { GatewayError } from '../../../common/gateway-error.js';

/** Fragments are expanded before counting. A plain `__typename`, which clients add by themselves, is not counted; an aliased one is. */
export interface Limits {
  /** Tokens of the document's text. */
  tokens: number;
  /** Nesting of fields. */
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
  /** Fields and fragments. */
  selections: number;
  /** Entries of a list in an argument or a variable, lists in a `JSONObject` included. */
  list: number;
  /** Entities that a router asks for with one operation. */
  entities: number;
  /** Nesting of objects and lists in a `JSONObject`. */
  inputDepth: number;
}

interface LimitRule {
  /** The environment variable that sets the limit. */
  name: string;
  fallback: number;
  /** The largest value that can be set. Above it, the gateway's own work for one document would be large. */
  max: number;
  /** The setting's description. */
  about: string;
  /** The beginning of the rejection. */
  exceeded: string;
}

export const LIMIT_RULES = {
  tokens: {
    name: 'LIMIT_TOKENS',
    fallback: 1_000,
    max: 20_000,
    about: 'Maximum number of tokens in a document.',
    exceeded: 'Too many tokens in the document',
  },
  depth: {
    name: 'LIMIT_DEPTH',
    fallback: 15,
    max: 100,
    about: 'Maximum nesting of fields in an operation, with fragments expanded as in the limits that follow.',
    exceeded: 'The operation is nested too deeply',
  },
  aliases: {
    name: 'LIMIT_ALIASES',
    fallback: 15,
    max: 10_000,
    about: 'Maximum number of aliases in an operation.',
    exceeded: 'Too many aliases in the operation',
  },
  rootFields: {
    name: 'LIMIT_ROOT_FIELDS',
    fallback: 10,
    max: 10_000,
    about: 'Maximum number of root fields in an operation.',
    exceeded: 'Too many root fields in the operation',
  },
  directives: {
    name: 'LIMIT_DIRECTIVES',
    fallback: 20,
    max: 10_000,
    about: 'Maximum number of directives in an operation.',
    exceeded: 'Too many directives in the operation',
  },
  selections: {
    name: 'LIMIT_SELECTIONS',
    fallback: 1_000,
    max: 10_000,
    about: 'Maximum number of fields and fragments in an operation.',
    exceeded: 'Too many fields and fragments in the operation',
  },
  list: {
    name: 'LIMIT_LIST',
    fallback: 100,
    max: 10_000,
    about: 'Maximum number of entries of a list in an argument or a variable, lists in a `JSONObject` included.',
    exceeded: 'Too many entries in a list of the input',
  },
  entities: {
    name: 'LIMIT_ENTITIES',
    fallback: 300,
    max: 10_000,
    about:
      'Maximum number of entities that a router asks for with one operation (`FEDERATION`). Its `_entities` count here alone, and neither as root fields nor as aliases.',
    exceeded: 'Too many entities in the operation',
  },
  inputDepth: {
    name: 'LIMIT_INPUT_DEPTH',
    fallback: 10,
    max: 100,
    about: 'Maximum nesting of objects and lists in a `JSONObject`.',
    exceeded: 'The JSON input is nested too deeply',
  },
} as const satisfies Record<keyof Limits, LimitRule>;

/** Creates the rejection of a request that exceeds a limit. */
export function pastLimit(limit: keyof Limits, limits: Readonly<Limits>): GatewayError {
  const { name, exceeded } = LIMIT_RULES[limit];
  return new GatewayError('LIMIT_EXCEEDED', `${exceeded}: the limit is ${limits[limit]} (${name}).`);
}
