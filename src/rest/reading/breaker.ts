/** Fails fast where an endpoint of the REST API is down, and finds out by single calls when it is back. */
import type { Logger } from 'pino';
import { NO_PARTIES, type Parties, PartyLimit } from './parties.js';

/** `refused`: the call must not be made. Else the state of the breaker, by number, that it was admitted in. */
export type Admission = number | 'refused';

/** Opens when half of at least so many calls in the window got no answer, a 5xx or a 429 (`design.md`, *REST client*). */
const MIN_CALLS = 50;
const FAILING_PART = 0.5;
const SLICES = 10;
const SLICE_MS = 1_000;
/**
 * Calls in the window at most that count for one viewer, and for one resource, failed or not: so the fifty are of ten viewers, or ten resources,
 * at least, and a fifth of those alone can't make half of them fail.
 */
const MAX_PER_PARTY = 5;
/** How often an open breaker lets a call through, whether the one before has come to its end or not: a hanging one must not hold up recovery. */
const PROBE_INTERVAL_MS = 1_000;

/**
 * One endpoint's. Not a library's, since the ones there are make calls wait for a probe's outcome instead of refusing them, and wrap each
 * call in promises of their own. None has a limit for one viewer or resource.
 */
export class CircuitBreaker {
  readonly #onChange: (isOpen: boolean) => void;
  readonly #calls = new Array<number>(SLICES).fill(0);
  readonly #failures = new Array<number>(SLICES).fill(0);
  readonly #counted = new PartyLimit(MAX_PER_PARTY, SLICES);
  readonly #probed = new PartyLimit(1, SLICES);
  #slice = 0;
  #isOpen = false;
  /** How often it has opened or closed. */
  #state = 0;
  #nextProbeAt = 0;
  /** For those who have not probed within the window. */
  #nextFirstProbeAt = 0;

  constructor(onChange: (isOpen: boolean) => void) {
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * While it is open, one call a second is let through as a probe. The probes of those who have probed before take no turn from those who
   * haven't, so that one failing wallet that is asked for all the time can't keep the breaker open.
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

  /** @param answered Whether the endpoint did its work, whatever it said; undefined where that can't be told. */
  record(admission: Admission, answered: boolean | undefined, parties: Parties = NO_PARTIES): void {
    if (answered === undefined) return;
    // A call from before it opened, or closed, says nothing of now: what hung then ends long after the endpoint is back.
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

  /** The slice of now; those that have left the window are emptied on the way. */
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

/** A breaker for each endpoint, made when it is first called. */
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
