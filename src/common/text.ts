/** Lengths as people count them: an emoji is one character, where a string's own length counts two. */

/** Takes time linear in `max`, however long the text is. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  let count = 0;
  for (const _ of text) {
    count += 1;
    if (count > max) return true;
  }
  return false;
}

/** @returns the text's first characters, none of them cut in two. */
export function firstCharacters(text: string, max: number): string {
  return text.length <= max ? text : [...text.slice(0, 2 * max)].slice(0, max).join('');
}

/** @returns the text, or its beginning and an ellipsis: `max` characters at most. */
export const shortened = (text: string, max: number): string =>
  isLongerThan(text, max) ? `${firstCharacters(text, max - 1)}…` : text;
