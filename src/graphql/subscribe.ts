/** Runs a subscription: each event is an operation of its own, with loaders of its own. */
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql';
import type { Viewer } from '../auth/viewer.js';
import { type Context, createContext, type Services } from './context.js';

export type Subscribed = { ok: true; events: EventResults } | { ok: false; errors: readonly GraphQLError[] };

/**
 * @param onEnd Called once, when the subscription has ended or was never begun.
 * @returns the events' results, or why there are none.
 */
export async function subscribe(args: ExecutionArgs, onEnd: () => void): Promise<Subscribed> {
  const context = args.contextValue as Context;
  try {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) {
      onEnd();
      return { ok: false, errors: source.errors ?? [] };
    }
    const { schema, document, operationName, variableValues } = args;
    // Of the subscribing operation only this is kept for as long as the subscription lives: not its context, with its loaders.
    const eventArgs = { schema, document, operationName: operationName ?? null, variableValues: variableValues ?? {} };
    const { services, viewer } = context;
    return { ok: true, events: new EventResults(source[Symbol.asyncIterator](), eventArgs, services, viewer, onEnd) };
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
  readonly #services: Services;
  readonly #viewer: Viewer;
  #onEnd: (() => void) | undefined;

  constructor(
    source: AsyncIterator<unknown>,
    args: ExecutionArgs,
    services: Services,
    viewer: Viewer,
    onEnd: () => void,
  ) {
    this.#onEnd = onEnd;
    this.#source = source;
    this.#args = args;
    this.#services = services;
    this.#viewer = viewer;
  }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    const event = await this.#source.next();
    return event.done ? this.return() : { value: await this.#resultOf(event.value), done: false };
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    await this.#source.return?.();
    this.#onEnd?.();
    this.#onEnd = undefined;
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
    const context = createContext(this.#services, this.#viewer);
    try {
      return await execute({ ...this.#args, rootValue: event, contextValue: context });
    } finally {
      context.operation.end();
    }
  }
}
