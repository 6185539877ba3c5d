/**
 * What a write was answered. The write has been carried out, whatever else is odd about the answer: so nothing but `status` decides what
 * came of it, and a member that can't be read fails by itself.
 */

import { isLongerThan } from '../../common/text.js';
import { isId } from '../contract/contract.js';
import { BadMember, type RestError } from '../rest-errors.js';
import { withoutMark } from './decode.js';
import { AMBIGUOUS, LosslessNumber, parseLeniently } from './exact-numbers.js';
import { decimal, timestamp, withoutNumbers } from './member.js';
import type { TimeZone } from './time-zone.js';

export type WriteEnvelope =
  | { kind: 'success'; data: Members }
  | { kind: 'failure'; message: string }
  | { kind: 'unreadable'; detail: string };

type Members = Readonly<Record<string, unknown>>;

/** Maximum length in characters of an id that is only sent back in a body. Paths and keys never hold such an id. */
export const MAX_BODY_ID_LENGTH = 1_000;

/** Takes the place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** An envelope is known by its `status` alone: `"1"` or `"-1"`, and not both. */
export function readEnvelope(body: Buffer): WriteEnvelope {
  let json: unknown;
  try {
    json = parseLeniently(withoutMark(body.toString('utf8')));
  } catch {
    return { kind: 'unreadable', detail: 'not JSON' };
  }
  const { status, data, message } = membersOf(json);
  if (status === '1') return { kind: 'success', data: membersOf(data) };
  if (status === '-1') return { kind: 'failure', message: typeof message === 'string' ? message : '' };
  return { kind: 'unreadable', detail: 'no status' };
}

/** Members without those that are errors. */
export const readable = <T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], Error> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => !(value instanceof Error))) as T;

/** A list has members too, but none that is meant here. */
const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

/** The members of a write's `data`. */
export class WriteAnswer {
  readonly #members: Members;
  readonly #place: string;
  readonly #toError: (error: BadMember) => RestError;

  /** @param toError Creates the error of a member that cannot be read. */
  constructor(members: Members, toError: (error: BadMember) => RestError, place = '') {
    this.#members = members;
    this.#toError = toError;
    this.#place = place;
  }

  /** Names of all members. */
  get names(): string[] {
    return Object.keys(this.#members);
  }

  /** The members of an object; empty if it is absent. */
  at(member: string): WriteAnswer {
    return new WriteAnswer(membersOf(this.#own(member)), this.#toError, `${this.#place}${member}.`);
  }

  /** The id of the created resource. @throws {BadMember} if there is none, so that the resource cannot be identified. */
  id(member: string): string {
    const id = this.#text(member);
    if (id === '' || isLongerThan(id, MAX_BODY_ID_LENGTH)) throw this.#odd(member, 'is no id');
    return id;
  }

  /** As {@link id}, for an id that becomes part of paths. */
  pathId(member: string): string {
    const id = this.id(member);
    if (!isId(id)) throw this.#odd(member, 'is no id');
    return id;
  }

  /** A text, or the error that its field shows. */
  text(member: string): string | RestError {
    return this.#orError(() => this.#text(member));
  }

  /** A JSON number with its own digits, or the error that its field shows. */
  decimal(member: string): string | RestError {
    return this.#orError(() => {
      const value = this.#own(member);
      if (!(value instanceof LosslessNumber)) throw this.#odd(member, 'is no number');
      return decimal(this.#place + member, value);
    });
  }

  /** A time in RFC 3339 in UTC, or the error for its field. @param timezone The time zone of a text without one. */
  timestamp(member: string, timezone: TimeZone): string | RestError {
    return this.#orError(() => timestamp(this.#place + member, this.#text(member), timezone));
  }

  /** Whatever it is, its numbers as strings of their digits; or the error that its field shows. */
  json(member: string): unknown {
    return this.#orError(() => withoutNumbers(this.#place + member, this.#own(member)));
  }

  #text(member: string): string {
    const value = this.#own(member);
    if (typeof value !== 'string') throw this.#odd(member, value === AMBIGUOUS ? 'occurs twice' : 'is not a string');
    if (value.includes(REPLACEMENT) || !value.isWellFormed()) throw this.#odd(member, 'is no Unicode text');
    return value;
  }

  #own(member: string): unknown {
    return Object.hasOwn(this.#members, member) ? this.#members[member] : undefined;
  }

  #odd(member: string, reason: string): BadMember {
    return new BadMember(this.#place + member, reason);
  }

  #orError<T>(read: () => T): T | RestError {
    try {
      return read();
    } catch (error) {
      if (error instanceof BadMember) return this.#toError(error);
      throw error;
    }
  }
}
