/** `content-type`, parsed in one pass: an expression for its optional blanks backtracks. */

export interface MediaType {
  /** Type and subtype in lower case, without parameters: `application/json`. */
  essence: string;
  /** In lower case. */
  charset: string | undefined;
}

/** @returns undefined if the text is not a media type (RFC 9110, 8.3.1), or has more than one charset. */
export function parseMediaType(text: string): MediaType | undefined {
  const parts = splitParameters(text);
  const [essence, ...parameters] = parts?.map((part) => part.trim()) ?? [];
  if (essence === undefined) return undefined;
  let charset: string | undefined;
  for (const parameter of parameters) {
    // A semicolon at the end, or two in a row.
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    if (equals < 1) return undefined;
    if (parameter.slice(0, equals).trimEnd().toLowerCase() !== 'charset') continue;
    const value = unquoted(parameter.slice(equals + 1).trimStart()).toLowerCase();
    if (charset !== undefined || value === '') return undefined;
    charset = value;
  }
  return { essence: essence.toLowerCase(), charset };
}

/** Splits at the semicolons outside quotes. @returns undefined if a quote is not closed. */
function splitParameters(text: string): string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) index += 1;
    else if (character === ';' && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (isQuoted) return undefined;
  parts.push(text.slice(start));
  return parts;
}

const unquoted = (text: string): string => (text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text);
