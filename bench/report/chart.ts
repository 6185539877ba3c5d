/** CPU an operation as bars, in an SVG that brings its own background, light or dark as the reader's system is. */
import type { Section } from './section.js';

const WIDTH = 760;
const LABEL = 300;
const ROW = 24;
const FIGURES = 140;
const MARGIN = 20;

const STYLE = `
  .page { fill: #ffffff } .bar { fill: #8c959f } .own { fill: #0969da } text { fill: #1f2328; font: 13px system-ui, sans-serif }
  .title { font-weight: 600 } .note { font-size: 11px }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .bar { fill: #6e7681 } .own { fill: #4493f8 } text { fill: #e6edf3 }
  }`;

const escaped = (text: string): string =>
  text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function toSvg(sections: readonly Section[], machine: string): string {
  const parts: string[] = [];
  let y = MARGIN + 12;
  const text = (x: number, content: string, kind = ''): void => {
    parts.push(`<text x="${x}" y="${y}"${kind && ` class="${kind}"`}>${escaped(content)}</text>`);
  };
  for (const { operation, connections, results } of sections) {
    text(MARGIN, `${operation.title}, ${connections} connections: CPU an operation, resident memory`, 'title');
    y += ROW;
    const longest = Math.max(...results.map(({ cpuMs }) => cpuMs));
    for (const { name, title, cpuMs, residentMb } of [...results].sort((a, b) => a.cpuMs - b.cpuMs)) {
      const width = Math.max(1, (cpuMs / longest) * (WIDTH - LABEL - FIGURES - MARGIN));
      text(MARGIN, title);
      const kind = name === 'gateway' ? 'own' : 'bar';
      parts.push(`<rect class="${kind}" x="${LABEL}" y="${y - 12}" width="${width.toFixed(1)}" height="15" rx="2"/>`);
      text(Math.round(LABEL + width + 8), `${cpuMs.toPrecision(3)} ms, ${Math.round(residentMb)} MB`);
      y += ROW;
    }
    y += ROW / 2;
  }
  text(MARGIN, machine, 'note');
  const height = y + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="CPU an operation, the gateway beside its peers">
<style>${STYLE}
</style>
<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>
${parts.join('\n')}
</svg>
`;
}
