/** Circuit breakers: calls to an endpoint that is down fail fast, and probes find out when it has recovered. */
import type { Logger } from 'pino';
import { NO_PARTIES, type Parties, PartyLimit } from './parties.js';

/** `refused`: the call must not be made. Otherwise the number of the breaker's state at the time of admission. */
export type Admission = number | 'refused';

/** Minimum number of calls in the window before the breaker can open. It opens when half of them got no answer, a 5xx or a 429. */
const MIN_CALLS = 50;
const FAILING_PART = 0.5;
const SLICES = 10;
const SLICE_MS = 1_000;
/**
 * Maximum number of calls in the window that count for one viewer, and for one resource. The fifty calls thus come from at least ten viewers or ten
 * resources, and a fifth of those cannot make half of the calls fail.
 */
const MAX_PER_PARTY = 5;
/** Interval between probes of an open breaker. A probe does not wait for the previous one, since a hanging probe must not delay recovery. */
const PROBE_INTERVAL_MS = 1_000;

/**
 * The breaker of one endpoint. Libraries have no limits per viewer or resource, make calls wait for a probe instead of rejecting them, and wrap each
 * call in promises.
 */
export class CircuitBreaker {
  readonly #onChange: (isOpen: boolean) => void;
  readonly #calls = new Array<number>(SLICES).fill(0);
  readonly #failures = new Array<number>(SLICES).fill(0);
  readonly #counted = new PartyLimit(MAX_PER_PARTY, SLICES);
  readonly #probed = new PartyLimit(1, SLICES);
  #slice = 0;
  #isOpen = false;
  /** Number of times that the breaker has opened or closed. */
  #state = 0;
  #nextProbeAt = 0;
  /** Limits probes of parties that have probed within the window. */
  #nextFirstProbeAt = 0;

  constructor(onChange: (isOpen: boolean) => void) {
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Admits a call. While the breaker is open, one call a second is admitted as a probe. Parties that have probed before take no turn from others, so that
   * one failing wallet with many requests cannot keep the breaker open.
   */
  admit(parties: Parties = NO_PARTIES): Admission {
    if (!this.#isOpen) return this.#state;
    const now = performance.now();
    const slice = Math.floor(now / SLICE_MS);
    const isRepeated = this.#probed.isReached(parties, slice);
    if (now < (isRepeated ? this.#nextProbeAt : this.#nextFirstProbeAt)) return 'refused';
    this.#nextProbeAt = now + PROBE_INTERVAL_MS;
    if (!isRepeated) this.#nextFirstProbeAt = this.#nextProbeAt;
    this.#probed.renew(parties, slice);
    return this.#state;
  }

  /** @param answered Whether the endpoint worked, whatever its response; undefined if the outcome says nothing about it. */
  record(admission: Admission, answered: boolean | undefined, parties: Parties = NO_PARTIES): void {
    if (answered === undefined) return;
    // A call from before the last change of state is ignored: calls that hung then end long after the endpoint has recovered.
    if (admission !== this.#state) return;
    if (this.#isOpen) {
      if (answered) this.#close();
      return;
    }
    const slice = this.#currentSlice();
    if (!this.#counted.use(parties, slice)) return;
    const index = slice % SLICES;
    this.#calls[index] = (this.#calls[index] ?? 0) + 1;
    if (answered) return;
    this.#failures[index] = (this.#failures[index] ?? 0) + 1;
    const calls = sum(this.#calls);
    if (calls >= MIN_CALLS && sum(this.#failures) >= calls * FAILING_PART) this.#open();
  }

  #open(): void {
    this.#isOpen = true;
    this.#state += 1;
    this.#nextProbeAt = performance.now() + PROBE_INTERVAL_MS;
    this.#nextFirstProbeAt = this.#nextProbeAt;
    this.#onChange(true);
  }

  #close(): void {
    this.#isOpen = false;
    this.#state += 1;
    this.#calls.fill(0);
    this.#failures.fill(0);
    this.#counted.clear();
    this.#probed.clear();
    this.#onChange(false);
  }

  /** The current slice. Clears the slices that have left the window. */
  #currentSlice(): number {
    const now = Math.floor(performance.now() / SLICE_MS);
    for (let slice = Math.max(this.#slice + 1, now - SLICES + 1); slice <= now; slice += 1) {
      this.#calls[slice % SLICES] = 0;
      this.#failures[slice % SLICES] = 0;
    }
    this.#slice = now;
    return now;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The breakers of all endpoints, created on first use. */
export class CircuitBreakers {
  readonly #log: Logger;
  readonly #byEndpoint = new Map<string, CircuitBreaker>();

  constructor(log: Logger) {
    this.#log = log;
  }

  of(endpoint: string): CircuitBreaker {
    const known = this.#byEndpoint.get(endpoint);
    if (known) return known;
    const breaker = new CircuitBreaker((isOpen) => {
      const fields = { component: 'circuit-breaker', endpoint, state: isOpen ? 'open' : 'closed' };
      if (isOpen) this.#log.warn(fields, 'circuit breaker opened');
      else this.#log.info(fields, 'circuit breaker closed');
    });
    this.#byEndpoint.set(endpoint, breaker);
    return breaker;
  }

  /** The endpoints whose breakers are open. */
  open(): string[] {
    return [...this.#byEndpoint].filter(([, breaker]) => breaker.isOpen).map(([endpoint]) => endpoint);
  }
}
