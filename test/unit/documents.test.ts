/** Every relative link of the documents leads to a file, and every anchor to a heading. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const TOP = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const IN_DOCS = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
const PAGES = [...TOP, ...IN_DOCS.filter((name) => name.endsWith('.md'))];

/** Text without code, in which brackets are no links and `#` is no heading. */
const proseOf = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, 'code');

/** As GitHub makes them: lower case, without punctuation, blanks as hyphens. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ +(.+)$/gm);
  return new Set([...headings].map(([, title = '']) => slugOf(title)));
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function brokenLinksOf(page: string, text: string): string[] {
  const links = [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
  });
}

describe('links of the documents', () => {
  it.each(PAGES)('are whole in %s', (page) => {
    expect(brokenLinksOf(page, readFileSync(page, 'utf8'))).toEqual([]);
  });

  it('are found broken where the file or the heading is missing', () => {
    const text =
      '[a](nowhere.md) [b](docs/errors.md#nowhere) [c](docs/errors.md#http-statuses) `[d](x)` [e](https://x.y)';
    expect(brokenLinksOf('README.md', text)).toEqual(['nowhere.md', 'docs/errors.md#nowhere']);
  });

  it('lead from the index to every page', () => {
    const index = readFileSync('docs/README.md', 'utf8');
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
    for (const page of pages) expect(index).toContain(`(${page})`);
  });
});

describe('README.md', () => {
  it('has at most 150 lines', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(150);
  });
});
