/** Runs a subscription: each event is an operation of its own, with loaders of its own. */
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql';
import { type Context, createContext } from './context.js';

export type Subscribed = { ok: true; events: EventResults } | { ok: false; errors: readonly GraphQLError[] };

/** @returns the events' results, or why there are none. */
export async function subscribe(args: ExecutionArgs): Promise<Subscribed> {
  const context = args.contextValue as Context;
  try {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return { ok: false, errors: source.errors ?? [] };
    return { ok: true, events: new EventResults(source[Symbol.asyncIterator](), args, context) };
  } finally {
    // Its time is what subscribing may take; every event has its own.
    context.operation.end();
  }
}

/**
 * Not an async generator on purpose: `return` must end a `next` that waits for an event which may never come, and a generator
 * queues it behind.
 */
export class EventResults implements AsyncGenerator<ExecutionResult, void, void> {
  readonly #source: AsyncIterator<unknown>;
  readonly #args: ExecutionArgs;
  readonly #context: Context;

  constructor(source: AsyncIterator<unknown>, args: ExecutionArgs, context: Context) {
    this.#source = source;
    this.#args = args;
    this.#context = context;
  }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    const event = await this.#source.next();
    return event.done ? { value: undefined, done: true } : { value: await this.#resultOf(event.value), done: false };
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, void>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #resultOf(event: unknown): Promise<ExecutionResult> {
    const context = createContext(this.#context, this.#context.viewer);
    try {
      return await execute({ ...this.#args, rootValue: event, contextValue: context });
    } finally {
      context.operation.end();
    }
  }
}
