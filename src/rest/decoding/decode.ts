/** From the bytes of an answer to its envelope, held against the endpoint's contract. */
import { isUtf8 } from 'node:buffer';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Failure, success } from '../contract/contract.js';
import type { Endpoint } from '../contract/endpoints.js';
import { type Exact, exactSchema, parseExact } from './exact-numbers.js';

/** The type of an endpoint's `data`, with exact numbers where amounts occur. */
export type DataOf<E extends Endpoint> = E extends { exactNumbers: true }
  ? Exact<Static<E['data']>>
  : Static<E['data']>;
export type BodyOf<E extends Endpoint> = E extends { body: infer Body extends NonNullable<Endpoint['body']> }
  ? Static<Body>
  : never;
/** Members beside `data`, such as the order list's `total`. */
export type ExtraOf<E extends Endpoint> = E extends { extra: infer Extra } ? { [Key in keyof Extra]: unknown } : object;

export type Envelope<E extends Endpoint> =
  | { kind: 'success'; data: DataOf<E>; members: ExtraOf<E> }
  | { kind: 'failure'; message: string }
  | { kind: 'unreadable'; detail: string };

/** An entry of a list as the contract has it. */
export type EntryOf<E extends Endpoint> = E extends {
  list: { entry: infer Entry extends NonNullable<Endpoint['body']> };
}
  ? E extends { exactNumbers: true }
    ? Exact<Static<Entry>>
    : Static<Entry>
  : never;

interface Validators {
  success: Validator;
  failure: Validator;
  /** Of a list's entry. */
  entry: Validator | undefined;
}

/** Decodes responses. Keeps one compiled validator for each endpoint, created on first use. */
export class Decoder {
  readonly #validators = new Map<string, Validators>();

  decode<E extends Endpoint>(endpoint: E, body: Buffer): Envelope<E> {
    // Otherwise invalid UTF-8 would become question marks.
    if (!isUtf8(body)) return { kind: 'unreadable', detail: 'not UTF-8' };
    let json: unknown;
    try {
      const text = withoutMark(body.toString('utf8'));
      json = endpoint.exactNumbers ? parseExact(text) : JSON.parse(text);
    } catch {
      return { kind: 'unreadable', detail: 'not JSON' };
    }
    const validators = this.#of(endpoint);
    if (validators.success.Check(json)) {
      const { data } = json as { data: DataOf<E> };
      return { kind: 'success', data, members: json as ExtraOf<E> };
    }
    if (validators.failure.Check(json)) return { kind: 'failure', message: (json as Failure).message ?? '' };
    return {
      kind: 'unreadable',
      detail: body.length > MAX_EXPLAINED_BYTES ? 'wrong shape' : whatIsWrong(validators.success, json),
    };
  }

  /** @returns a check of one list entry, which returns what is wrong with it, or undefined. */
  entryCheckOf(endpoint: Endpoint): (entry: unknown) => string | undefined {
    const validator = this.#of(endpoint).entry;
    return (entry) => (!validator || validator.Check(entry) ? undefined : whatIsWrong(validator, entry));
  }

  #of(endpoint: Endpoint): Validators {
    const known = this.#validators.get(endpoint.name);
    if (known) return known;
    const { data, exactNumbers, extra, list } = endpoint;
    const compiled = (schema: TSchema) => Compile(exactNumbers ? exactSchema(schema) : schema);
    const made = {
      // Some APIs return null for an empty list.
      success: compiled(list ? success(Type.Union([list.page, Type.Null()]), optional(extra)) : success(data, extra)),
      failure: Compile(Failure),
      entry: list && compiled(list.entry),
    };
    this.#validators.set(endpoint.name, made);
    return made;
  }
}

/** Some lists come without a total. */
const optional = (members: Endpoint['extra'] = {}): Record<string, TSchema> =>
  Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, Type.Optional(schema)]));

/** A byte order mark can precede JSON (RFC 8259, 8.1). */
export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** Maximum number of errors in a description, since describing a long invalid response takes seconds. */
const MAX_EXPLAINED_BYTES = 256 * 1024;

// Names the member and the rule, never the value: it may be an amount or a person's name.
function whatIsWrong(validator: Validator, json: unknown): string {
  const [first] = validator.Errors(json);
  return first ? `${first.instancePath === '' ? 'the answer' : first.instancePath} ${first.message}` : 'wrong shape';
}
