/** Finds variables that resemble settings and have no effect. */
import type { ConfigReader } from './config-reader.js';
import { SETTINGS, type SettingName } from './settings/settings.js';

export interface Misspelled {
  variable: string;
  /** The setting that it resembles. */
  resembles: string;
}

/** Shorter names resemble too many variables of other programs: `HOST` and `HOSTS`. */
const MIN_LENGTH = 8;

/**
 * Reports a problem if the misspelled setting decides who is served or by which REST API, since ignoring it could open the gateway or serve the
 * simulator's money as real.
 *
 * @returns the other variables, for a warning.
 */
export function findMisspelled(reader: ConfigReader): Misspelled[] {
  const unset = Object.keys(SETTINGS).filter((name) => reader.text(name as SettingName) === undefined);
  const found = reader.unknown().flatMap((variable) => {
    const resembles = settingLike(variable, unset);
    return resembles === undefined ? [] : [{ variable, resembles }];
  });
  for (const { variable, resembles } of found)
    if (isFatal(resembles)) reader.problem(`${variable} is not a setting. Rename it to ${resembles}, or remove it.`);
  return found.filter(({ resembles }) => !isFatal(resembles));
}

/** `AUTH` itself is required with a REST API, so that a variable which merely begins like it needs no more than a warning. */
const isFatal = (setting: string): boolean => SETTINGS[setting]?.group === 'must' && setting !== 'AUTH';

/** @param unset Names of the settings that are not set. */
function settingLike(variable: string, unset: readonly string[]): string | undefined {
  const upper = variable.toUpperCase();
  const near = unset.find((name) => name.length >= MIN_LENGTH && isOneLetterApart(upper, name));
  if (near !== undefined) return near;
  if (/^UPSTREAM(_|$)/.test(upper) && unset.includes('UPSTREAM_URL')) return 'UPSTREAM_URL';
  return /^AUTH_(MODE|TYPE|METHOD)$/.test(upper) ? 'AUTH' : undefined;
}

/** Whether one letter is missing, added, replaced or swapped with its neighbor, or the case differs. */
function isOneLetterApart(text: string, other: string): boolean {
  if (Math.abs(text.length - other.length) > 1) return false;
  let start = 0;
  while (start < text.length && text[start] === other[start]) start += 1;
  const [rest, wanted] = [text.slice(start), other.slice(start)];
  const isSwapped = rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2);
  return isSwapped || [rest, rest.slice(1)].some((one) => one === wanted || one === wanted.slice(1));
}
