/** The REST API's answers: `{"status":"1","data":…}` or `{"status":"-1","message":…}`. */
import { stringify } from 'lossless-json';

export interface Answer {
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: string;
}

/** Thrown where the REST API says no; becomes an envelope with status `"-1"`. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

export const notFound = (noun: 'customer' | 'wallet' | 'order'): ApiFailure => new ApiFailure(404, `${noun} not found`);

const json = (statusCode: number, body: string): Answer => ({ statusCode, contentType: 'application/json', body });

/** JSON whose `LosslessNumber`s are written with their own digits. */
export const exactJson = (value: unknown): string => stringify(value) ?? '';

export const success = (data: unknown): Answer => json(200, JSON.stringify({ status: '1', data }));

/**
 * A success whose data may hold `LosslessNumber`s.
 *
 * @param extra what stands beside `data`, as `total` does in the order list
 */
export const exactSuccess = (data: unknown, extra: Readonly<Record<string, unknown>> = {}): Answer =>
  json(200, exactJson({ status: '1', ...extra, data }));

export const failure = (statusCode: number, message: string): Answer =>
  json(statusCode, JSON.stringify({ status: '-1', message }));

/** Answers with what `work` returns, or with the failure that it throws. Other errors pass. */
export function answerOf(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiFailure) return failure(error.statusCode, error.message);
    throw error;
  }
}
