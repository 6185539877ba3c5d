/** The rules of the layout in docs/style-guide.md and docs/architecture.md. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => join('src', name))
  .filter((name) => statSync(name).isFile());
const SOURCES = FILES.filter((name) => name.endsWith('.ts'));
const MAX_LINES = 250;

const countsOf = (names: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

it('no base name occurs twice in src/', () => {
  const twice = [...countsOf(SOURCES.map((name) => basename(name)))].filter(([, count]) => count > 1);
  expect(twice).toEqual([]);
});

it('src/ has no loose file but main.ts', () => {
  expect(SOURCES.filter((name) => dirname(name) === 'src')).toEqual(['src/main.ts']);
});

it('no folder has more than 15 files, and each of more than five has a README of at most ten lines', () => {
  for (const [folder, count] of countsOf(SOURCES.map((name) => dirname(name)))) {
    expect(count, folder).toBeLessThanOrEqual(15);
    if (count > 5) expect(readFileSync(join(folder, 'README.md'), 'utf8').split('\n').length, folder).toBeLessThan(11);
  }
});

it('no written file has more than 250 lines', () => {
  const written = SOURCES.filter((name) => !name.includes('/generated/') && !name.includes('/settings/'));
  const long = written.filter((name) => readFileSync(name, 'utf8').split('\n').length > MAX_LINES);
  expect(long).toEqual([]);
});

it('each walk of docs/architecture.md names files that exist, none twice', () => {
  const sections = readFileSync('docs/architecture.md', 'utf8').split(/^## /m);
  const walks = sections.map((section) =>
    [...section.matchAll(/^\d+\. `(src\/[^`]+)`/gm)].map(([, name]) => name ?? ''),
  );
  const found = walks.filter((walk) => walk.length > 0);
  expect(found.map((walk) => walk.length <= 35)).toEqual([true, true, true]);
  for (const walk of found) {
    expect(new Set(walk).size).toBe(walk.length);
    for (const name of walk) expect(SOURCES).toContain(name);
  }
});
