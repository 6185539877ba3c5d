/** At most one order for each idempotency key. */
import { createHmac, hash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { GatewayError } from '../common/gateway-error.js';
import type { Store, SwapOptions } from '../directory/store/store.js';
import { formerOwnerOf, keyOf } from '../directory/store-keys.js';
import { PersonsError, type UserError } from '../input/user-error.js';
import type { CreateOrderBody } from '../rest/contract/contract.js';
import { RestRefusal } from '../rest/rest-errors.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import { type Attempt, isInFlight, isOver, type KeyRecord, parseRecord, SETTLED_MS } from './key-record.js';
import { type Change, OutcomeWriter } from './outcome-writer.js';

const CONFLICT: UserError = {
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'This idempotency key was used with other input. Use a new key for a new order.',
  field: ['input', 'idempotencyKey'],
};

/** How long a claim that was not followed up keeps others away, in milliseconds: some commands of the store take that long together. */
const CLAIM_MS = 5_000;
/** How much longer than its time limit a write may seem to take, in milliseconds. */
const SLACK_MS = 5_000;
/** Attempts at most whose outcome is remembered beside the store. */
const MAX_KNOWN = 10_000;
/** How often another instance's attempt is looked after, in milliseconds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

export interface IdempotencyOptions {
  store: Store;
  /** Milliseconds that one write to the REST API may take. */
  writeTimeoutMs: number;
  log: Logger;
}

export interface KeyedRequest {
  /** Whose key it is: the same text of two viewers is two keys. */
  owner: string;
  key: string;
  body: CreateOrderBody;
  /** Is told while another call's order decides. */
  permit: WritePermit;
  /** Aborted when nobody waits any longer; what was sent goes on all the same. */
  signal: AbortSignal;
}

export type KeyedOutcome<Order> = { kind: 'created'; order: Order } | { kind: 'known'; orderId: string };

/** What this process asks the store to let stand. */
interface Claim {
  name: string;
  /** Where an earlier version kept this key. */
  formerName: string | undefined;
  details: Attempt;
  record: KeyRecord;
  text: string;
}

/**
 * An attempt is written down twice before it is sent. First the key is **claimed**, for a few seconds: a store that says it failed may
 * still carry that out, even minutes later, and it must not block a key under which nothing was sent. Then the claim is changed to
 * **sending**, which stays; it only works while the claim stands, so it can't come into being after it was undone.
 */
export class IdempotencyKeys<Order extends { id: string } = { id: string }> {
  readonly #store: Store;
  readonly #writeTimeoutMs: number;
  readonly #log: Logger;
  readonly #outcomes: OutcomeWriter;
  /** What this process has sent, by name, and what became of it: Redis may lose the last that was written. By a clock that is never set. */
  readonly #known = new LRUCache<string, KeyRecord>({ max: MAX_KNOWN, ttl: SETTLED_MS });
  /** What this process sends, by attempt, until its outcome is written down; undefined: it was not sent after all. */
  readonly #running = new Map<string, Promise<KeyedOutcome<Order> | undefined>>();

  constructor({ store, writeTimeoutMs, log }: IdempotencyOptions) {
    this.#store = store;
    this.#writeTimeoutMs = writeTimeoutMs;
    this.#log = log;
    this.#outcomes = new OutcomeWriter(store, log);
  }

  /**
   * Creates the order unless the key has been used: then the same order again. Calls that come while the first runs, in whatever instance,
   * wait for it. Nobody ever takes over an attempt whose outcome isn't known: it may have been carried out.
   *
   * @throws {PersonsError} `IDEMPOTENCY_CONFLICT` where the key was used with other input.
   * @throws {GatewayError} `STORE_UNAVAILABLE` where nothing was sent, `OUTCOME_UNKNOWN`, and what `create` throws.
   */
  async run(request: KeyedRequest, create: () => Promise<Order>): Promise<KeyedOutcome<Order>> {
    const { permit, signal } = request;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const claim = claimOf(request, this.#store.now());
      const standing = await this.#claim(claim).catch((error: unknown) => {
        // What others sent is no less under way for it.
        if (!permit.isJoined) throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
      });
      const isMine = standing === claim.record;
      permit.isJoined = !isMine;
      const outcome = isMine
        ? await this.#start(claim, signal, create)
        : standing && (await this.#outcomeOf(standing, claim.details.inputHash));
      if (outcome) return outcome;

      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
    }
    throw new GatewayError(permit.isJoined ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE');
  }

  /** Resolves when everything that is under way has come to its end and is written down, as far as the store is there. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  /** How many outcomes wait for the store. */
  get waitingOutcomes(): number {
    return this.#outcomes.waiting;
  }

  /** Writes down what the store would not take before. */
  close(): Promise<void> {
    return this.#outcomes.close();
  }

  /** @returns what stands afterwards; undefined where that changes just now. */
  async #claim({ name, formerName, record, text }: Claim): Promise<KeyRecord | undefined> {
    const known = this.#known.get(name);
    if (known?.state === 'sending') return known;
    const former = formerName && (await this.#formerRecord(formerName));
    if (former) return former;
    const options = { flush: false, forgetAfterMs: CLAIM_MS };
    const standing = await (known ? this.#putBack(name, known) : this.#store.swap(name, undefined, text, options));
    if (standing === undefined) return known ?? record;
    const other = parseRecord(standing);
    if (!isOver(other, this.#store)) return this.#outcomes.latest(name, other);
    return (await this.#store.swap(name, standing, text, options)) === standing ? record : undefined;
  }

  /** What an earlier version wrote for all operators under the same key: its order must not be made again. */
  async #formerRecord(name: string): Promise<KeyRecord | undefined> {
    const text = await this.#store.get(name);
    const record = text === undefined ? undefined : parseRecord(text);
    return record && !record.tellsOperatorsApart && !isOver(record, this.#store) ? record : undefined;
  }

  /** Writes an outcome anew if it is lost. @returns what stood there, which counts for more: an operator may have settled it. */
  async #putBack(name: string, known: KeyRecord): Promise<string | undefined> {
    const leftMs = Math.max(1, this.#known.getRemainingTTL(name));
    const options = known.state === 'settled' ? { forgetAfterMs: leftMs } : {};
    // Nothing is sent whether the store is there or not.
    return this.#store.swap(name, undefined, textOf(known), options).catch(() => undefined);
  }

  /**
   * @returns what became of an equal call that came first; undefined where nobody here knows yet.
   * @throws {PersonsError} `IDEMPOTENCY_CONFLICT`.
   * @throws {GatewayError} `OUTCOME_UNKNOWN` where it will never be known.
   */
  async #outcomeOf(record: KeyRecord, inputHash: string): Promise<KeyedOutcome<Order> | undefined> {
    if (record.inputHash !== inputHash) throw new PersonsError(CONFLICT);
    if (record.state === 'settled') return { kind: 'known', orderId: record.orderId };
    const running = this.#running.get(record.attempt);
    if (!running && !isInFlight(record, this.#store)) throw new GatewayError('OUTCOME_UNKNOWN');
    return running;
  }

  #start(claim: Claim, signal: AbortSignal, create: () => Promise<Order>): Promise<KeyedOutcome<Order> | undefined> {
    const { attempt } = claim.details;
    const outcome = this.#send(claim, signal, create).finally(() => this.#running.delete(attempt));
    this.#running.set(attempt, outcome);
    return outcome;
  }

  /** @returns undefined where it was not sent: the claim was lost again, or nobody waits any longer. */
  async #send(
    { name, details, text: claimed }: Claim,
    signal: AbortSignal,
    create: () => Promise<Order>,
  ): Promise<KeyedOutcome<Order> | undefined> {
    const { attempt } = details;
    const until = this.#store.now() + this.#writeTimeoutMs + SLACK_MS;
    const sending = textOf({ ...details, state: 'sending', until });
    const standing = await this.#store.swap(name, claimed, sending).catch(async (error: unknown) => {
      await this.#outcomes.write({ attempt, name, from: [claimed, sending], to: undefined });
      throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
    });
    if (standing !== claimed) return undefined;
    const free: Change = { attempt, name, from: [sending], to: undefined };
    const isLate = this.#store.now() > until - this.#writeTimeoutMs;
    if (isLate || signal.aborted) {
      await this.#outcomes.write(free);
      // The machine stood still since: an answer might come after `until`, when the attempt passes for one without.
      if (isLate) throw new GatewayError('STORE_UNAVAILABLE');
      return undefined;
    }

    this.#known.set(name, { ...details, state: 'sending', until });
    // Where the store has lost the record, its outcome is as good; another attempt's is left alone.
    const become = (record: KeyRecord, options: SwapOptions = {}): Promise<void> => {
      this.#known.set(name, record);
      return this.#outcomes.write({ attempt, name, from: [sending, undefined], to: textOf(record), options });
    };
    try {
      const order = await create();
      const settled: KeyRecord = {
        ...details,
        state: 'settled',
        orderId: order.id,
        until: this.#store.now() + SETTLED_MS,
      };
      await become(settled, { forgetAfterMs: SETTLED_MS });
      return { kind: 'created', order };
    } catch (error) {
      if (nothingWasDone(error)) {
        this.#known.delete(name);
        await this.#outcomes.write(free);
        // It did not leave because its own client is gone: equal calls that wait for it may send theirs.
        if (signal.aborted) return undefined;
      } else {
        this.#log.warn({ attempt }, 'the outcome of an order is not known; an operator must settle it');
        await become({ ...details, state: 'unknown' });
      }
      throw error;
    }
  }
}

/** @param now By {@link Store.now}. */
function claimOf({ owner, key, body }: KeyedRequest, now: number): Claim {
  const details: Attempt = {
    attempt: randomUUID(),
    inputHash: createHmac('sha256', key).update(JSON.stringify(body)).digest('base64url'),
    owner,
    walletId: body.walletId,
    quoteId: body.quoteId,
    startedAt: new Date().toISOString(),
    tellsOperatorsApart: true,
  };
  const formerOwner = formerOwnerOf(owner);
  const record: KeyRecord = { ...details, state: 'claimed', until: now + CLAIM_MS };
  return {
    name: nameOf(owner, key),
    formerName: formerOwner && nameOf(formerOwner, key),
    details,
    record,
    text: textOf(record),
  };
}

const nameOf = (owner: string, key: string): string =>
  keyOf.idempotency(hash('sha256', JSON.stringify([owner, key]), 'base64url'));

const textOf = (record: KeyRecord): string => JSON.stringify(record);

/** About so long, or until nobody waits any longer. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
}

const nothingWasDone = (error: unknown): boolean =>
  error instanceof RestRefusal || (error instanceof GatewayError && error.code === 'UPSTREAM_UNAVAILABLE');
