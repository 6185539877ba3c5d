/** The table of settings. Reading, documentation, `.env.example` and `--help` are made of it. */
import { LIMIT_SETTINGS } from './limit-settings.js';
import { MAY_SETTINGS } from './may-settings.js';
import { MUST_SETTINGS } from './must-settings.js';
import type { Group, Setting } from './setting.js';

const TABLE = { ...MUST_SETTINGS, ...MAY_SETTINGS, ...LIMIT_SETTINGS };

type Table = typeof TABLE;
export type SettingName = Extract<keyof Table, string>;
/** Names of the settings of one type. */
export type NameOf<Type extends Setting['type']> = {
  [Name in SettingName]: Table[Name]['type'] extends Type ? Name : never;
}[SettingName];

export const SETTINGS: Readonly<Record<string, Setting>> = TABLE;

export const GROUPS: readonly { group: Group; title: string }[] = [
  { group: 'must', title: 'Who is served, and by which REST API' },
  { group: 'may', title: 'Other settings' },
  { group: 'limits', title: 'Limits' },
];
