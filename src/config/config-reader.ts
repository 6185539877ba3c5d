/** Reads environment variables by the table of settings, and collects every problem. */
import { readFileSync } from 'node:fs';
import type { IntegerSetting, ListSetting, Setting } from './settings/setting.js';
import { type NameOf, SETTINGS, type SettingName } from './settings/settings.js';

/** The longest file of a secret, in bytes. */
const MAX_SECRET_BYTES = 64 * 1024;

export class ConfigReader {
  readonly problems: string[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #texts = new Map<string, string | undefined>();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** @returns the value without its default. An empty variable counts as absent. */
  text(name: SettingName): string | undefined {
    if (!this.#texts.has(name)) this.#texts.set(name, this.#read(name));
    return this.#texts.get(name);
  }

  textOr(name: NameOf<'text' | 'url'>, fallback = (setting(name) as { fallback?: string }).fallback ?? ''): string {
    return this.text(name) ?? fallback;
  }

  /** @param fallback The default, if it depends on other settings. */
  integer(name: NameOf<'integer'>, fallback?: number): number {
    const { min, max, fallback: constant = Number.NaN } = setting(name) as IntegerSetting;
    const value = this.text(name);
    if (value === undefined) return fallback ?? constant;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    this.problem(`${name} must be a whole number from ${min} to ${max}.`);
    return fallback ?? constant;
  }

  oneOf<const Choice extends string>(name: NameOf<'choice'>, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.problem(`${name} must be ${choices.join(' or ')}.`);
    return choice;
  }

  onOff(name: NameOf<'choice'>, fallback: boolean): boolean {
    const value = this.oneOf(name, ['on', 'off']);
    return value === undefined ? fallback : value === 'on';
  }

  httpUrl(name: NameOf<'url'>): URL | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password;
    if (!isPlain) this.problem(`${name} must be an http or https address without credentials, query or fragment.`);
    return isPlain ? url : undefined;
  }

  list(name: NameOf<'list'>): readonly string[] | undefined {
    const items = this.text(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return items ?? (setting(name) as ListSetting).fallback;
  }

  /** @returns the variables that are set and are no settings. */
  unknown(): string[] {
    const isKnown = (name: string): boolean => {
      const meant = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
      return SETTINGS[name] !== undefined || hasFile(SETTINGS[meant]);
    };
    return Object.keys(this.#env).filter((name) => !isKnown(name) && this.#env[name]?.trim());
  }

  problem(message: string): void {
    this.problems.push(message);
  }

  #read(name: SettingName): string | undefined {
    const value = this.#env[name]?.trim() || this.#lowerCaseProxy(name);
    const path = hasFile(setting(name)) && this.#env[`${name}_FILE`]?.trim();
    if (!path) return value || undefined;
    if (!value) return this.#readFile(`${name}_FILE`, path);
    this.problem(`${name} and ${name}_FILE exclude each other. Remove one of them.`);
    return value;
  }

  /** Proxies are known in lower case too, which curl prefers. */
  #lowerCaseProxy(name: string): string | undefined {
    return name.endsWith('_PROXY') ? this.#env[name.toLowerCase()]?.trim() : undefined;
  }

  #readFile(name: string, path: string): string | undefined {
    try {
      const bytes = readFileSync(path);
      const text = bytes.toString().trim();
      if (bytes.length <= MAX_SECRET_BYTES && text !== '') return text;
      this.problem(`${name} must name a file of 1 to ${MAX_SECRET_BYTES} bytes.`);
    } catch (error) {
      this.problem(`${name} names a file that cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
    return undefined;
  }
}

const hasFile = (setting: Setting | undefined): boolean => setting?.isSecret === true || setting?.mayBeFile === true;

function setting(name: SettingName): Setting {
  const found = SETTINGS[name];
  if (!found) throw new Error(`${name} is not in the table of settings`);
  return found;
}
