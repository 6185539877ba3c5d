/** At most one order for each idempotency key. */
import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Store } from '../directory/store/store.js';
import { GatewayError } from '../errors.js';
import { PersonsError, type UserError } from '../query/user-error.js';
import type { CreateOrderBody } from '../rest/contract.js';
import { RestRefusal } from '../rest/errors.js';
import type { TopupOrder } from './topup-order.js';

/** What stands under a key: written before the order is sent, and again when its outcome is known. */
interface KeyRecord {
  /** Tells this attempt from any other. */
  attempt: string;
  /** Of the input, which must be the same each time. */
  inputHash: string;
  sentAt: string;
  orderId?: string;
}

const CONFLICT: UserError = {
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'This idempotency key was used with other input. Use a new key for a new order.',
  field: ['input', 'idempotencyKey'],
};

export type KeyedOutcome = { kind: 'created'; order: TopupOrder } | { kind: 'known'; orderId: string };

export class IdempotencyKeys {
  readonly #store: Store;
  readonly #log: Logger;
  /** What this process has sent and not yet heard of, by attempt. */
  readonly #running = new Map<string, Promise<KeyedOutcome>>();

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /**
   * Creates the order unless the key has been used: then the same order again. Calls that come while the first runs wait for
   * it. Nobody ever takes over an attempt whose outcome isn't known: it may have been carried out.
   *
   * @param owner Whose key it is: the same text of two viewers is two keys.
   * @throws {PersonsError} `IDEMPOTENCY_CONFLICT` where the key was used with other input.
   * @throws {GatewayError} `STORE_UNAVAILABLE` where nothing was sent, `OUTCOME_UNKNOWN`, and what `create` throws.
   */
  async run(
    owner: string,
    key: string,
    body: CreateOrderBody,
    create: () => Promise<TopupOrder>,
  ): Promise<KeyedOutcome> {
    const name = `idempotency:${sha256([owner, key])}`;
    const record: KeyRecord = { attempt: randomUUID(), inputHash: sha256(body), sentAt: new Date().toISOString() };
    const standing = await this.#claim(name, record);
    if (standing.inputHash !== record.inputHash) throw new PersonsError(CONFLICT);
    if (standing.orderId !== undefined) return { kind: 'known', orderId: standing.orderId };

    if (standing.attempt !== record.attempt) {
      const first = this.#running.get(standing.attempt);
      if (first) return first;
      throw new GatewayError('OUTCOME_UNKNOWN');
    }
    const outcome = this.#send(name, record, create).finally(() => this.#running.delete(record.attempt));
    this.#running.set(record.attempt, outcome);
    return outcome;
  }

  async #claim(name: string, record: KeyRecord): Promise<KeyRecord> {
    try {
      const mine = JSON.stringify(record);
      const standing = await this.#store.putIfAbsent(new Map([[name, mine]]), { flush: true });
      return JSON.parse(standing.get(name) ?? mine) as KeyRecord;
    } catch (error) {
      throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
    }
  }

  async #send(name: string, record: KeyRecord, create: () => Promise<TopupOrder>): Promise<KeyedOutcome> {
    try {
      const order = await create();
      await this.#keep(() => this.#store.put(new Map([[name, JSON.stringify({ ...record, orderId: order.id })]])));
      return { kind: 'created', order };
    } catch (error) {
      if (nothingWasDone(error)) await this.#keep(() => this.#store.delete([name]));
      throw error;
    }
  }

  /** The outcome reaches the client even where the store can't keep it; the key then stays unknown, which is safe. */
  async #keep(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#log.error({ err: error }, 'the store did not keep the outcome of an idempotency key');
    }
  }
}

const nothingWasDone = (error: unknown): boolean =>
  error instanceof RestRefusal || (error instanceof GatewayError && error.code === 'UPSTREAM_UNAVAILABLE');

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');
