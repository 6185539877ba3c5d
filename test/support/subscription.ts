/** A subscription as a test wants it: its results one after another. */
import type { Client, FormattedExecutionResult } from 'graphql-ws';
import { onTestFinished } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: tests look into results freely
export type Result = FormattedExecutionResult<any>;

export interface Subscription {
  /** The next result; rejects when the subscription ends before there is one. */
  next(): Promise<Result>;
  /** All results from here on, when the subscription has ended. */
  rest(): Promise<Result[]>;
  /** Leaves. */
  stop(): Promise<void>;
}

export function subscribeTo(client: Client, query: string, variables: Record<string, unknown> = {}): Subscription {
  const results = client.iterate({ query, variables }) as AsyncGenerator<Result>;
  onTestFinished(async () => void (await results.return(undefined)));
  return {
    next: async () => {
      const { value, done } = await results.next();
      if (done) throw new Error('the subscription ended');
      return value as Result;
    },
    rest: async () => {
      const all: Result[] = [];
      for await (const result of results) all.push(result);
      return all;
    },
    stop: async () => void (await results.return(undefined)),
  };
}
