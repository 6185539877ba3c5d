/** Opens the store at a start, and prepares it again each time that it becomes usable. */
import type { Logger } from 'pino';
import { StoreError } from '../common/store-error.js';
import { within } from '../common/within.js';
import type { State } from './state.js';
import type { StoreSetup } from './store-setup.js';

export interface StoreOpeningOptions {
  state: State;
  setup: StoreSetup;
  /** Number of records of the seed. */
  records: number;
  /** Called each time that the store has been prepared. */
  onPrepared: () => void;
  log: Logger;
}

/** Maximum wait of a start for the store, in milliseconds. */
const STORE_TIMEOUT_MS = 2_000;

export class StoreOpening {
  readonly #options: StoreOpeningOptions;
  #isStarting = true;

  constructor(options: StoreOpeningOptions) {
    this.#options = options;
  }

  /**
   * Waits up to two seconds for the store. Without it the instance starts, and takes traffic once the store is ready.
   *
   * @throws {StoreError} if the store can be reached but not used, or if a store on this machine cannot be written.
   */
  async start(): Promise<void> {
    const { state } = this.#options;
    const opened = state.opened
      .finally(() => {
        this.#isStarting = false;
      })
      .then(() => this.#prepare(false));
    await this.#inTime(opened);
    this.#isStarting = false;
  }

  /** @param isEmptied Whether the store is known to have lost its content. */
  onUsable(isEmptied: boolean): void {
    if (this.#isStarting) return;
    this.#prepare(isEmptied).catch((error: unknown) =>
      this.#options.log.error(
        { component: 'store', err: error },
        'store could not be prepared; the gateway tries again when the store becomes usable',
      ),
    );
  }

  async #prepare(isEmptied: boolean): Promise<void> {
    await this.#options.setup.run(isEmptied);
    this.#options.onPrepared();
  }

  async #inTime(opened: Promise<void>): Promise<void> {
    const { state, setup, records, log } = this.#options;
    let isDone = false;
    const done = opened.then(
      () => {
        isDone = true;
      },
      (error: unknown) => {
        isDone = true;
        if (!state.redis || error instanceof StoreError) throw error;
        log.error(
          { component: 'store', err: error },
          'store could not be prepared; the gateway takes no traffic until it is',
        );
      },
    );
    await within(STORE_TIMEOUT_MS, done);
    if (isDone) return;
    if (setup.isSeeding)
      log.info({ component: 'store', records }, 'seed is being written; the gateway takes no traffic until it is');
    else
      log.warn(
        { component: 'store', away: state.away() },
        'store unavailable; the gateway takes no traffic until it has connected once',
      );
    done.then(
      () => log.info({ component: 'store' }, 'store is ready'),
      (error: unknown) => log.fatal({ component: 'store', err: error }, 'store cannot be used'),
    );
  }
}
