/** Creates at most one order, wallet or customer for each idempotency key. */
import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { GatewayError } from '../common/gateway-error.js';
import type { Store, SwapOptions } from '../directory/store/store.js';
import { MutationUserError, type UserError } from '../input/user-error.js';
import { UpstreamRejectedError } from '../rest/rest-errors.js';
import { CLAIM_MS, type Claim, claimOf, type KeyedRequest, textOf } from './claim.js';
import { isInFlight, isOver, type KeyRecord, type Kind, kindOf, parseRecord, SETTLED_MS } from './key-record.js';
import { type Change, OutcomeWriter } from './outcome-writer.js';

const CONFLICT: UserError = {
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'The idempotency key was used with other input. Use a new key for it.',
  field: ['input', 'idempotencyKey'],
};

/** Tolerance beyond the deadline of a write before its attempt counts as one without an outcome, in milliseconds. */
const SLACK_MS = 5_000;
/** Maximum number of attempts that this process remembers beside the store. */
const MAX_KNOWN = 10_000;
/** The first and the longest pause between looks at another instance's attempt, in milliseconds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

const adviceFor = (kind: Kind): string =>
  `look for the ${kind} in the REST API, then settle the attempt with npm run idempotency`;

export interface IdempotencyOptions {
  store: Store;
  /** Milliseconds that one write to the REST API may take. */
  writeTimeoutMs: number;
  /** Called when the outcome of an attempt has become unknown. */
  onUnknown?: () => void;
  log: Logger;
}

export type KeyedOutcome<Created> = { kind: 'created'; created: Created } | { kind: 'known'; id: string };

type Identified = { id: string };

/**
 * The store records an attempt twice before the request is sent. First the key is **claimed**, for a few seconds: a store that reports a failure may
 * still apply the write, even minutes later, and that must not block a key under which nothing was sent. Then the claim becomes **sending**, without
 * an expiry. That step succeeds only while the claim stands, so it cannot take effect after it was undone.
 */
export class IdempotencyKeys {
  readonly #store: Store;
  readonly #writeTimeoutMs: number;
  readonly #onUnknown: () => void;
  readonly #log: Logger;
  readonly #outcomes: OutcomeWriter;
  /** Records of the requests that this process has sent, by name, since Redis can lose its last writes. Expires by the monotonic clock. */
  readonly #known = new LRUCache<string, KeyRecord>({ max: MAX_KNOWN, ttl: SETTLED_MS });
  /** Outcomes of attempts in flight, until they are recorded. Undefined if the request was not sent. */
  readonly #running = new Map<string, Promise<KeyedOutcome<Identified> | undefined>>();

  constructor({ store, writeTimeoutMs, onUnknown = () => {}, log }: IdempotencyOptions) {
    this.#onUnknown = onUnknown;
    this.#store = store;
    this.#writeTimeoutMs = writeTimeoutMs;
    this.#log = log;
    this.#outcomes = new OutcomeWriter(store, log);
  }

  /**
   * Creates what is asked for, or returns the id of what already exists under the key. Calls that arrive during the first one, in any instance, wait for it.
   * No call takes over an attempt whose outcome is unknown, since it may have been carried out.
   *
   * @throws {MutationUserError} `IDEMPOTENCY_CONFLICT` if the key was used with other input.
   * @throws {GatewayError} `STORE_UNAVAILABLE` if nothing was sent, `OUTCOME_UNKNOWN`, and the errors of `create`.
   */
  async run<Created extends Identified>(
    request: KeyedRequest,
    create: () => Promise<Created>,
  ): Promise<KeyedOutcome<Created>> {
    const { permit, signal } = request;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const claim = claimOf(request, this.#store.now());
      const standing = await this.#claim(claim).catch((error: unknown) => {
        // A store that fails does not stop what another call has in flight.
        if (!permit.isJoined) throw new GatewayError('STORE_UNAVAILABLE', undefined, { cause: error });
      });
      const isMine = standing === claim.record;
      permit.isJoined = !isMine;
      const outcome = isMine
        ? await this.#start(claim, signal, () => {
            permit.attempt = claim.details.attempt;
            return create();
          })
        : standing && (await this.#outcomeOf(standing, claim.details.inputHash));
      // Calls under one key have equal input, so what another created is of the same kind.
      if (outcome) return outcome as KeyedOutcome<Created>;

      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
    }
    throw new GatewayError(permit.isJoined ? 'OUTCOME_UNKNOWN' : 'UPSTREAM_UNAVAILABLE');
  }

  /** Resolves when no attempt is in flight and every outcome is recorded, as far as the store is available. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  /** Number of outcomes that wait for the store. */
  get waitingOutcomes(): number {
    return this.#outcomes.waiting;
  }

  /** Records the outcomes that the store rejected before. */
  close(): Promise<void> {
    return this.#outcomes.close();
  }

  /** @returns the record that holds the key afterwards; undefined if it is changing at this moment. */
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

  /** The record that an earlier version wrote for all operators under this key. Its order must not be created again. */
  async #formerRecord(name: string): Promise<KeyRecord | undefined> {
    const text = await this.#store.get(name);
    const record = text === undefined ? undefined : parseRecord(text);
    return record && !record.tellsOperatorsApart && !isOver(record, this.#store) ? record : undefined;
  }

  /** Restores a record that the store has lost. @returns the store's own record, which takes precedence: an operator may have settled it. */
  async #putBack(name: string, known: KeyRecord): Promise<string | undefined> {
    const leftMs = Math.max(1, this.#known.getRemainingTTL(name));
    const options = known.state === 'settled' ? { forgetAfterMs: leftMs } : {};
    // Without the store nothing is sent, so its error does not matter here.
    return this.#store.swap(name, undefined, textOf(known), options).catch(() => undefined);
  }

  /**
   * @returns the outcome of the call that came first; undefined if it is in flight elsewhere.
   * @throws {MutationUserError} `IDEMPOTENCY_CONFLICT`.
   * @throws {GatewayError} `OUTCOME_UNKNOWN` if it needs an operator.
   */
  async #outcomeOf(record: KeyRecord, inputHash: string): Promise<KeyedOutcome<Identified> | undefined> {
    if (record.inputHash !== inputHash) throw new MutationUserError(CONFLICT);
    if (record.state === 'settled') return { kind: 'known', id: record.orderId };
    const running = this.#running.get(record.attempt);
    if (!running && !isInFlight(record, this.#store)) throw new GatewayError('OUTCOME_UNKNOWN');
    return running;
  }

  #start(
    claim: Claim,
    signal: AbortSignal,
    create: () => Promise<Identified>,
  ): Promise<KeyedOutcome<Identified> | undefined> {
    const { attempt } = claim.details;
    const outcome = this.#send(claim, signal, create).finally(() => this.#running.delete(attempt));
    this.#running.set(attempt, outcome);
    return outcome;
  }

  /** @returns undefined if the request was not sent: the claim was lost, or no caller waits any longer. */
  async #send(
    { name, details, text: claimed }: Claim,
    signal: AbortSignal,
    create: () => Promise<Identified>,
  ): Promise<KeyedOutcome<Identified> | undefined> {
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
      // The machine was suspended: an answer could arrive after `until`, when the attempt already counts as one without an outcome.
      if (isLate) throw new GatewayError('STORE_UNAVAILABLE');
      return undefined;
    }

    this.#known.set(name, { ...details, state: 'sending', until });
    // Also written if the store has lost the record. The record of another attempt stays.
    const become = (record: KeyRecord, options: SwapOptions = {}): Promise<void> => {
      this.#known.set(name, record);
      return this.#outcomes.write({ attempt, name, from: [sending, undefined], to: textOf(record), options });
    };
    try {
      const created = await create();
      const settled: KeyRecord = {
        ...details,
        state: 'settled',
        orderId: created.id,
        until: this.#store.now() + SETTLED_MS,
      };
      await become(settled, { forgetAfterMs: SETTLED_MS });
      return { kind: 'created', created };
    } catch (error) {
      if (nothingWasDone(error)) {
        this.#known.delete(name);
        await this.#outcomes.write(free);
        // The request did not leave because its client disconnected. Equal calls that wait may send theirs.
        if (signal.aborted) return undefined;
      } else {
        const kind = kindOf(details);
        this.#log.error({ component: 'idempotency', attempt, advice: adviceFor(kind) }, `${kind} outcome unknown`);
        await become({ ...details, state: 'unknown' });
        this.#onUnknown();
      }
      throw error;
    }
  }
}

/** Waits for a random time of half to all of `milliseconds`, or until the caller gives up. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
}

const nothingWasDone = (error: unknown): boolean =>
  error instanceof UpstreamRejectedError || (error instanceof GatewayError && error.code === 'UPSTREAM_UNAVAILABLE');
