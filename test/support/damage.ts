/** Random damage to the files of a folder, from a seed. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `mulberry32`: the same numbers from the same seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const KINDS = ['flip', 'cut', 'zero', 'delete', 'garbage'] as const;

/** Damages one file. @returns what was done, in words. */
export function damageOne(folder: string, seed: number): string {
  const random = randomFrom(seed);
  const names = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).size > 0)
    .sort();
  const name = names[random(names.length)] ?? '';
  const path = join(folder, name);
  const content = readFileSync(path);
  const kind = KINDS[random(KINDS.length)] ?? 'flip';
  const at = random(content.length);
  const length = 1 + random(content.length - at);
  if (kind === 'delete') rmSync(path);
  else if (kind === 'cut') writeFileSync(path, content.subarray(0, at));
  else {
    if (kind === 'flip') content.writeUInt8(content.readUInt8(at) ^ (1 << random(8)), at);
    else if (kind === 'zero') content.fill(0, at, at + length);
    else for (let index = at; index < at + length; index += 1) content.writeUInt8(random(256), index);
    writeFileSync(path, content);
  }
  return `${kind} ${name} at ${at} of ${content.length}`;
}
