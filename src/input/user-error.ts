/** What the person in front of the client can mend: the `errors` of a mutation's payload. */

import type { UserError, UserErrorCode } from '../common/generated/schema-types.js';
import { isLongerThan, shortened } from '../common/text.js';
import { MAX_BODY_ID_LENGTH } from '../rest/decoding/write-answer.js';
import { UpstreamRejectedError } from '../rest/rest-errors.js';
import { isId } from './check-id.js';

export type { UserError };

interface KnownRefusal {
  /** The endpoint whose refusal it is, as `rest/endpoints.ts` names it. */
  of: string;
  says: RegExp;
  code: UserErrorCode;
  message: string;
  field: string[] | null;
}

/** The REST API's words for a refusal, and ours. Each endpoint's first is documented, the others are what such an API says. */
const KNOWN_REFUSALS: readonly KnownRefusal[] = [
  {
    of: 'createCustomer',
    says: /\be-?mail\b[^.]*\b(exists|taken|in use)\b/i,
    code: 'EMAIL_ALREADY_EXISTS',
    message: 'This e-mail address belongs to another customer.',
    field: ['input', 'email'],
  },
  {
    of: 'createWallet',
    says: /\bunsupported (asset|network)\b/i,
    code: 'UNSUPPORTED_ASSET_NETWORK',
    message: 'Wallets are not available for this asset on this network.',
    field: null,
  },
  {
    of: 'createWallet',
    says: /\bcustomer (was |is |does )?not (found|exist)\b|\bno such customer\b/i,
    code: 'CUSTOMER_NOT_FOUND',
    message: 'The customer does not exist.',
    field: ['input', 'customerId'],
  },
  {
    of: 'createOrder',
    says: /\bquote\b[^.]*\b(expired|used)\b/i,
    code: 'QUOTE_EXPIRED',
    message: 'The quote has expired. Request a new quote.',
    field: ['input', 'quoteId'],
  },
  {
    of: 'createOrder',
    says: /\bwallet (was |is |does )?not (found|exist)\b|\bno such wallet\b/i,
    code: 'WALLET_NOT_FOUND',
    message: 'The wallet does not exist.',
    field: ['input', 'walletId'],
  },
];

/** How much of a refusal is looked at: patterns must not run over megabytes of somebody else's text. */
const MAX_REFUSAL_LENGTH = 1_000;
const MAX_MESSAGE_LENGTH = 200;

export type Outcome<T> = { value: T; errors: [] } | { value: null; errors: UserError[] };

/** Thrown where the gateway itself says no for a reason that the person can mend. */
export class MutationUserError extends Error {
  override readonly name = 'MutationUserError';
  readonly userError: UserError;

  constructor(userError: UserError) {
    super(userError.code);
    this.userError = userError;
  }
}

/** Runs a write; a refusal becomes user errors, anything else is thrown on. */
export async function orUserErrors<T>(write: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await write, errors: [] };
  } catch (error) {
    if (error instanceof MutationUserError) return { value: null, errors: [error.userError] };
    if (error instanceof UpstreamRejectedError) return { value: null, errors: [toUserError(error)] };
    throw error;
  }
}

/** The error that a refusal with this code becomes: the same to the byte where the gateway refuses by itself. */
export function userErrorOf(code: UserErrorCode): UserError {
  const known = KNOWN_REFUSALS.find((refusal) => refusal.code === code);
  return { code, message: known?.message ?? code, field: known?.field ?? null };
}

function toUserError({ endpoint, message }: UpstreamRejectedError): UserError {
  const text = message.slice(0, MAX_REFUSAL_LENGTH);
  const known = KNOWN_REFUSALS.find(({ of, says }) => of === endpoint && says.test(text));
  if (known) return userErrorOf(known.code);
  return { code: 'REJECTED', message: clean(text) || 'The wallet service rejected the request.', field: null };
}

/** Somebody else's words, fit for a person: one line, no address of a server, not too long. */
function clean(message: string): string {
  const line = message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  return shortened(line, MAX_MESSAGE_LENGTH);
}

/** Collects what is wrong with an input before anything is sent. */
export class InputCheck {
  readonly errors: UserError[] = [];

  /** Text that says something, of at most `maxLength` characters. Stores keep UTF-8, in which all lone surrogates are one character. */
  text(value: string, field: string[], maxLength = 500): this {
    if (value.trim() === '') this.#refuse(field, 'must not be empty');
    else if (!value.isWellFormed()) this.#refuse(field, 'must be well-formed Unicode');
    else if (isLongerThan(value, maxLength)) this.#refuse(field, `must not be longer than ${maxLength} characters`);
    return this;
  }

  /** An id that goes into a body, and nowhere else. */
  bodyId(value: string, field: string[]): this {
    return this.text(value, field, MAX_BODY_ID_LENGTH);
  }

  /** An id that goes into a path or a key. */
  id(value: string, field: string[]): this {
    if (!isId(value)) this.#refuse(field, 'is not a valid id');
    return this;
  }

  #refuse(field: string[], reason: string): void {
    this.errors.push({ code: 'INVALID_INPUT', message: `${field.join('.')} ${reason}.`, field: ['input', ...field] });
  }
}
