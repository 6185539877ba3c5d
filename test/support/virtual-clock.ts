/** A clock that only the test moves, for tests that pass it many thousand times: fake timers take a real millisecond a step. */

interface Timer {
  at: number;
  run: () => void;
  unref(): Timer;
}

const REPLACED = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const;
/** The real one: when it comes, whatever promises had to do is done. */
const afterPromises = setImmediate;

/** Takes the place of timers, `performance.now` and `Math.random` from `install` to `uninstall`. */
export class VirtualClock {
  /** In milliseconds. */
  now = 0;
  /** In the order in which they were set. */
  readonly #timers = new Set<Timer>();
  readonly #ownTimers = new Set<Timer>();
  #random: number;
  #uninstall: () => void = () => {};

  /** @param seed What `Math.random` begins with, so that a run can be had again. */
  constructor(seed: number) {
    this.#random = seed;
  }

  /** How many timers are set, the test's own aside. */
  get pending(): number {
    return this.#timers.size - this.#ownTimers.size;
  }

  install(): void {
    const real = { ...globalThis };
    const realNow = performance.now;
    const realRandom = Math.random;
    const set = (run: (...args: unknown[]) => void, delay = 0) => this.#set(run, delay);
    const clear = (timer: unknown) => void this.#timers.delete(timer as Timer);
    const immediate = (run: () => void) => this.#set(run, 0);
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear, setImmediate: immediate, clearImmediate: clear });
    performance.now = () => this.now;
    Math.random = () => this.#nextRandom();
    this.#uninstall = () => {
      for (const name of REPLACED) Object.assign(globalThis, { [name]: real[name] });
      performance.now = realNow;
      Math.random = realRandom;
    };
  }

  uninstall(): void {
    this.#uninstall();
  }

  /** Something of the test's own, later. */
  after(milliseconds: number, run: () => void): void {
    const timer = this.#set(() => {
      this.#ownTimers.delete(timer);
      run();
    }, milliseconds);
    this.#ownTimers.add(timer);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets time pass, and everything happen that it brings. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    await promisesDone();
    for (let next = this.#first(until); next; next = this.#first(until)) {
      this.#timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await promisesDone();
    }
    this.now = until;
  }

  #set(run: () => void, delay: number): Timer {
    const timer: Timer = { at: this.now + Math.max(0, delay), run, unref: () => timer };
    this.#timers.add(timer);
    return timer;
  }

  #first(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (timer.at <= until && (!first || timer.at < first.at)) first = timer;
    return first;
  }

  /** Park and Miller's generator. */
  #nextRandom(): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    return this.#random / 2_147_483_647;
  }
}

const promisesDone = (): Promise<void> => new Promise((resolve) => void afterPromises(resolve));
