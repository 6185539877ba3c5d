/** Errors for the log, without members that can hold headers, bodies or tokens. */
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { firstCharacters } from './text.js';

export interface SafeError {
  type: string;
  message: string;
  code?: string;
  /** The stack without its message. */
  stack: string;
  cause?: SafeError;
}

/** Maximum depth of causes that are logged. */
const MAX_CAUSES = 3;
const MAX_MESSAGE_LENGTH = 300;
/** Maximum length of a message that is processed. */
const MAX_READ_LENGTH = 1_000;

/** @returns a logger that serializes `err` as type, message, code and stack only. */
export const withSafeErrors = (log: Logger): Logger => log.child({}, { serializers: { err: toSafeError } });

export const toSafeError = (error: unknown): SafeError => told(error, 0);

function told(error: unknown, depth: number): SafeError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.constructor.name,
    message: safeMessage(error),
    ...(typeof code === 'string' && { code }),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: told(error.cause, depth + 1) }),
  };
}

/** From where some messages quote: the text that is no JSON, the value that is of a wrong type, the command that Redis didn't take. */
const QUOTED = /["'`].*|(?<=value: ).*/s;
/** What no message should say, and one of a library might. */
const SECRETS = [
  /\b(?:Bearer|Basic) +\S+/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /(?<=\/\/)[^\s/@]*@/g,
  /(?<=[?&][\w-]*=)[^\s&]*/g,
  /[^\s@<>"']+@[^\s@<>"']+/g,
];

function safeMessage(error: Error): string {
  const message = error.message.slice(0, MAX_READ_LENGTH);
  const quotes =
    error instanceof GraphQLError || error instanceof SyntaxError || error.constructor.name === 'ErrorReply';
  const told = SECRETS.reduce(
    (text, secret) => text.replace(secret, '…'),
    quotes ? message.replace(QUOTED, '…') : message,
  );
  return firstCharacters(told, MAX_MESSAGE_LENGTH);
}
