/** Errors that the end user can correct: the `errors` of a mutation's payload. */

import type { UserError, UserErrorCode } from '../common/generated/schema-types.js';
import { isLongerThan, shortened } from '../common/text.js';
import { MAX_BODY_ID_LENGTH } from '../rest/decoding/write-answer.js';
import { UpstreamRejectedError } from '../rest/rest-errors.js';
import { isId } from './check-id.js';

export type { UserError };

interface KnownRefusal {
  /** The endpoint of the rejection, by its name in rest/contract/endpoints.ts. */
  of: string;
  says: RegExp;
  code: UserErrorCode;
  message: string;
  field: string[] | null;
}

/** Known rejections of the REST API. The first pattern of each endpoint is documented; others are likely wordings. */
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

/** Maximum length of a rejection that is matched, so that patterns do not run over megabytes. */
const MAX_REFUSAL_LENGTH = 1_000;
const MAX_MESSAGE_LENGTH = 200;

export type Outcome<T> = { value: T; errors: [] } | { value: null; errors: UserError[] };

/** A rejection by the gateway itself that the end user can correct. */
export class MutationUserError extends Error {
  override readonly name = 'MutationUserError';
  readonly userError: UserError;

  constructor(userError: UserError) {
    super(userError.code);
    this.userError = userError;
  }
}

/** Awaits a write. A rejection becomes user errors; other errors are rethrown. */
export async function orUserErrors<T>(write: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await write, errors: [] };
  } catch (error) {
    if (error instanceof MutationUserError) return { value: null, errors: [error.userError] };
    if (error instanceof UpstreamRejectedError) return { value: null, errors: [toUserError(error)] };
    throw error;
  }
}

/** The user error of a code, identical whether the REST API or the gateway rejects. */
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

/** Cleans the upstream's message: one line, no server addresses, bounded length. */
function clean(message: string): string {
  const line = message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  return shortened(line, MAX_MESSAGE_LENGTH);
}

/** Collects the errors of an input before anything is sent. */
export class InputCheck {
  readonly errors: UserError[] = [];

  /** Checks for a non-empty text of at most `maxLength` characters. Lone surrogates are rejected, since all of them are equal in UTF-8. */
  text(value: string, field: string[], maxLength = 500): this {
    if (value.trim() === '') this.#refuse(field, 'must not be empty');
    else if (!value.isWellFormed()) this.#refuse(field, 'must be well-formed Unicode');
    else if (isLongerThan(value, maxLength)) this.#refuse(field, `must not be longer than ${maxLength} characters`);
    return this;
  }

  /** As {@link text}, if there is one. */
  optionalText(value: string | null | undefined, field: string[]): this {
    return value == null ? this : this.text(value, field);
  }

  /** Checks an id that is sent in a body only. */
  bodyId(value: string, field: string[]): this {
    return this.text(value, field, MAX_BODY_ID_LENGTH);
  }

  /** Checks an id that becomes part of a path or a key. */
  id(value: string, field: string[]): this {
    if (!isId(value)) this.#refuse(field, 'is not a valid id');
    return this;
  }

  #refuse(field: string[], reason: string): void {
    this.errors.push({ code: 'INVALID_INPUT', message: `${field.join('.')} ${reason}.`, field: ['input', ...field] });
  }
}
