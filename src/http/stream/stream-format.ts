/** The forms in which a subscription's results follow each other in one response. */
import type { FormattedExecutionResult } from 'graphql';
import type { Transport } from '../../observability/operation-record.js';

export interface StreamFormat {
  readonly transport: Transport;
  readonly contentType: string;
  /** The text before the first result. */
  readonly opening: string;
  readonly heartbeat: string;
  /** The text after the last result. Without it, clients take the stream as broken and reconnect. */
  readonly completion: string;
  next(result: FormattedExecutionResult): string;
}

/** Server-sent events by the protocol of graphql-sse, distinct connections mode. */
export const EVENT_STREAM: StreamFormat = {
  transport: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  opening: '',
  heartbeat: ':\n\n',
  completion: 'event: complete\ndata:\n\n',
  next: (result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
};

// The delimiter of the next part ends a part, so that clients need not wait for it.
const part = (json: string): string => `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n--graphql`;

/** Apollo's multipart protocol for subscriptions over HTTP, version 1.0. */
export const MULTIPART: StreamFormat = {
  transport: 'multipart',
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
  opening: '--graphql',
  heartbeat: part('{}'),
  completion: '--\r\n',
  next: (result) => part(JSON.stringify({ payload: result })),
};

const REFUSED = /;\s*q=0(?:\.0*)?\s*$/;
const MULTIPART_RANGE = /^multipart\/mixed\s*;(?:.*;)?\s*subscriptionspec="?1\.0/;

/** @returns the form that a client accepts for subscriptions; undefined if it accepts none. A wildcard names none, since many clients send it for all. */
export function streamFormatOf(accept: string): StreamFormat | undefined {
  const ranges = accept
    .toLowerCase()
    .split(',')
    .map((range) => range.trim())
    .filter((range) => !REFUSED.test(range));
  if (ranges.some((range) => /^text\/event-stream\s*(?:;|$)/.test(range))) return EVENT_STREAM;
  return ranges.some((range) => MULTIPART_RANGE.test(range)) ? MULTIPART : undefined;
}
