/** Writes the tables of the documentation that the code declares: settings and metrics. */
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsAsEnvFile, settingsAsMarkdown } from '../src/config/settings-text.js';
import { COUNTERS, GAUGES, HISTOGRAMS, type MetricRow } from '../src/observability/metric-table.js';

writeBetween('configuration', 'settings', settingsAsMarkdown());
writeFileSync(new URL('../.env.example', import.meta.url), settingsAsEnvFile());

const tables: [string, Record<string, MetricRow>][] = [
  ['histogram', HISTOGRAMS],
  ['counter', COUNTERS],
  ['gauge', GAUGES],
];
const rows = tables.flatMap(([type, table]) =>
  Object.values(table).map(({ name, labels, help }) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${shown} | ${help} |`;
  }),
);
writeBetween(
  'observability',
  'metrics',
  `| Metric | Type | Labels | Description |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`,
);

/** Replaces what stands between two comments of this name. */
function writeBetween(page: string, name: string, text: string): void {
  const url = new URL(`../docs/${page}.md`, import.meta.url);
  const mark = `<!-- ${name} -->\n`;
  const [before, , after] = readFileSync(url, 'utf8').split(mark);
  writeFileSync(url, [before, text, after].join(mark));
}
