/** The declaration of one setting: an environment variable of the gateway. */

/** `must`: settings that decide who is served and by which REST API. `may`: other settings. `limits`: bounds on requests and clients. */
export type Group = 'must' | 'may' | 'limits';

interface Common {
  group: Group;
  /** One sentence for operators. */
  about: string;
  /** Whether the value is a secret, which `<NAME>_FILE` can hold instead. */
  isSecret?: boolean;
  /** Whether `<NAME>_FILE` can hold the value although it is no secret, so that SIGHUP can change it. */
  mayBeFile?: boolean;
  /** The default as documents show it, if it is no constant. */
  defaultText?: string;
}

export interface IntegerSetting extends Common {
  type: 'integer';
  min: number;
  max: number;
  /** Undefined if the default depends on other settings. */
  fallback?: number;
}

export interface ChoiceSetting extends Common {
  type: 'choice';
  choices: readonly string[];
  fallback?: string;
}

export interface TextSetting extends Common {
  type: 'text' | 'url';
  fallback?: string;
}

export interface ListSetting extends Common {
  type: 'list';
  fallback?: readonly string[];
}

export type Setting = IntegerSetting | ChoiceSetting | TextSetting | ListSetting;
