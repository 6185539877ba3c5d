/** Links between the documents: files that exist, headings that exist. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].filter((path) => existsSync(path)),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

/** Removes fenced blocks, whose text is neither a heading nor a link. */
const withoutFences = (text: string): string => text.replaceAll(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2 *$/gm, '');

/** Returns the anchors that GitHub gives to the headings of a document; a repeated heading gets a number. */
function anchorsOf(text: string): Set<string> {
  const counts = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+?)(?: +#+)? *$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

/** Returns the targets of links and images, without those that lead to other hosts. */
function relativeLinksOf(text: string): string[] {
  const prose = withoutFences(text).replaceAll(/`[^`\n]+`(?!\])/g, '');
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)];
  const references = [...prose.matchAll(/^ *\[[^\]]+\]: *<?([^\s>]+)>?/gm)];
  return [...inline, ...references]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** Returns what is wrong with a link, or undefined. */
function problemOf(document: string, text: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : normalize(join(dirname(document), decodeURIComponent(path)));
  if (!existsSync(target)) return `${link}: no such file`;
  if (anchor === undefined || statSync(target).isDirectory() || !target.endsWith('.md')) return undefined;
  const anchors = anchorsOf(path === '' ? text : readFileSync(target, 'utf8'));
  return anchors.has(decodeURIComponent(anchor)) ? undefined : `${link}: no such heading`;
}

const problemsOf = (document: string, text: string): string[] =>
  relativeLinksOf(text).flatMap((link) => problemOf(document, text, link) ?? []);

describe('links in documents', () => {
  it.each(documents)('%s links to files and headings that exist', (document) => {
    expect(problemsOf(document, readFileSync(document, 'utf8'))).toEqual([]);
  });

  it('reports a missing file and a missing heading', () => {
    const text =
      '# One `two`, three\n## A\n## A\n[a](#one-two-three) [b](#a-1) [c](#a-2) [d](docs/none.md) [e](https://a.example/x)\n';
    expect(problemsOf('README.md', text)).toEqual(['#a-2: no such heading', 'docs/none.md: no such file']);
  });

  it('ignores fenced blocks', () => {
    expect(problemsOf('README.md', '```md\n[a](none.md)\n```\n')).toEqual([]);
  });
});

it('the index of docs/ has every page', () => {
  const index = readFileSync('docs/README.md', 'utf8');
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
  for (const page of pages) expect(index).toContain(`(${page})`);
});

it('README.md has at most 150 lines', () => {
  expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(150);
});
