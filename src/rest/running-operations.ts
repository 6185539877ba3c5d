/** The operations that run at the moment: a gateway that stops waits for them. */
import { setImmediate } from 'node:timers/promises';
import { Operation, type OperationOptions } from './operation.js';

export class RunningOperations {
  readonly #timeoutMs: number;
  readonly #running = new Set<Operation>();
  #onIdle: () => void = () => {};

  /** @param timeoutMs `OPERATION_TIMEOUT_MS` */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Begins one, which its maker must `end()`. */
  begin({ freshSince, caller }: Omit<OperationOptions, 'onEnd'> = {}): Operation {
    const operation = new Operation(this.#timeoutMs, { onEnd: this.#ended, freshSince, caller });
    this.#running.add(operation);
    return operation;
  }

  readonly #ended = (operation: Operation): void => {
    this.#running.delete(operation);
    if (this.#running.size === 0) this.#onIdle();
  };

  /** Resolves when none runs. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      // The last one's answer is still on its way out.
      await setImmediate();
    }
  }

  /** Ends all running operations at once, as at their deadline. */
  expire(): void {
    for (const operation of this.#running) operation.expire();
  }
}
