/** Fingerprints of ids, by which a cursor finds its position again. */

/** Length in characters of six bits each. */
export const FINGERPRINT_LENGTH = 6;

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/**
 * A non-cryptographic hash, since the cursor that holds it is signed. SHA-256 of each entry took longer than parsing the list's JSON.
 */
export function fingerprintOf(id: string): string {
  let one = 0x9e3779b1;
  let other = 0x85ebca6b;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other + code, 0xc2b2ae35);
  }
  one = Math.imul(one ^ (other >>> 15), 0x2c1b3c6d);
  other = Math.imul(other ^ (one >>> 13), 0x297a2d39);
  one ^= one >>> 16;
  other ^= other >>> 16;
  const letter = (bits: number): number => ALPHABET[bits & 63] ?? 0;
  return String.fromCharCode(
    letter(one),
    letter(one >>> 6),
    letter(one >>> 12),
    letter(other),
    letter(other >>> 6),
    letter(other >>> 12),
  );
}
