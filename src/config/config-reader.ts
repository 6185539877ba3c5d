/** Reads environment variables one by one and collects what is wrong with them. */
export class ConfigReader {
  readonly problems: string[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #known = new Set<string>();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** An empty variable is one that isn't there. */
  text(name: string): string | undefined {
    this.#known.add(name);
    const value = this.#env[name]?.trim();
    return value === '' ? undefined : value;
  }

  textOr(name: string, fallback: string): string {
    return this.text(name) ?? fallback;
  }

  integer(name: string, fallback: number, { min, max }: { min: number; max: number }): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    this.problem(`${name} must be a whole number from ${min} to ${max}.`);
    return fallback;
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.problem(`${name} must be ${choices.join(' or ')}.`);
    return choice;
  }

  onOff(name: string, fallback: boolean): boolean {
    const value = this.oneOf(name, ['on', 'off']);
    return value === undefined ? fallback : value === 'on';
  }

  httpUrl(name: string): URL | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password;
    if (!isPlain) this.problem(`${name} must be an http or https address without credentials, query or fragment.`);
    return isPlain ? url : undefined;
  }

  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  /** @returns the names of all settings that were read so far. */
  known(): string[] {
    return [...this.#known];
  }

  /** @returns the names of variables that are set, and are no settings. */
  unread(): string[] {
    return Object.keys(this.#env).filter((name) => !this.#known.has(name) && this.#env[name]?.trim());
  }

  problem(message: string): void {
    this.problems.push(message);
  }
}
