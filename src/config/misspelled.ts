/** Finds variables that were meant for the gateway and have no effect. */
import type { ConfigReader } from './config-reader.js';

/** Shorter names are near too many others' variables: `HOST` and `HOSTS`. */
const MIN_LENGTH = 8;
const UPSTREAM = /^UPSTREAM(?:_|$)/;

/** Reports unknown variables that differ from a setting in one letter; and, where `UPSTREAM_URL` is not set, all that begin as it does. */
export function reportMisspelt(reader: ConfigReader): void {
  const hasUpstream = reader.text('UPSTREAM_URL') !== undefined;
  const unset = reader.known().filter((name) => name.length >= MIN_LENGTH && reader.text(name) === undefined);
  for (const name of reader.unread()) {
    const upper = name.toUpperCase();
    const meant = unset.find((known) => isOneLetterApart(upper, known));
    if (meant !== undefined) reader.problem(`${name} is not a setting. Rename it to ${meant}, or remove it.`);
    else if (!hasUpstream && UPSTREAM.test(upper))
      reader.problem(`${name} is not a setting. Give the address of the REST API by UPSTREAM_URL, or remove ${name}.`);
  }
}

/** Whether one letter is missing, too many, another, or changed places with its neighbor; or none is, in another case. */
function isOneLetterApart(text: string, other: string): boolean {
  if (Math.abs(text.length - other.length) > 1) return false;
  let start = 0;
  while (start < text.length && text[start] === other[start]) start += 1;
  const [rest, wanted] = [text.slice(start), other.slice(start)];
  const isSwapped = rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2);
  return isSwapped || [rest, rest.slice(1)].some((one) => one === wanted || one === wanted.slice(1));
}
