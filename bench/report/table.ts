/** The figures as Markdown. */
import { BASE, type Result, type Section } from './section.js';

const HEAD = ['', 'CPU ms', '× hand-written', 'memory MB', 'a second', 'p50 ms', 'p99 ms', 'REST calls'];

const digits = (value: number): string => value.toPrecision(3);

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  const rule = `| --- |${' ---: |'.repeat((rows[0]?.length ?? 1) - 1)}`;
  return [head, rule, ...body].join('\n');
}

/** @param twenty what the same peers took for 20 wallets, for operations of another number. */
function sectionTable({ operation, results, leftOut }: Section, twenty: Section | undefined): string {
  const base = results.find(({ name }) => name === BASE);
  const perWallet =
    operation.wallets > 1 && twenty && twenty.operation.wallets !== operation.wallets ? twenty : undefined;
  const share = (result: Result): string => {
    const other = perWallet?.results.find(({ name }) => name === result.name);
    if (!other || !perWallet) return '';
    return digits(result.cpuMs / operation.wallets / (other.cpuMs / perWallet.operation.wallets));
  };
  const head = perWallet ? [...HEAD, '× CPU per wallet of 20'] : HEAD;
  const rows = [...results]
    .sort((a, b) => a.cpuMs - b.cpuMs)
    .map((result) => [
      result.name === 'gateway' ? `**${result.title}**` : result.title,
      digits(result.cpuMs),
      base ? digits(result.cpuMs / base.cpuMs) : '',
      Math.round(result.residentMb).toString(),
      Math.round(result.perSecond).toString(),
      result.p50.toFixed(1),
      result.p99.toFixed(1),
      result.restCalls.toFixed(1),
      ...(perWallet ? [share(result)] : []),
    ]);
  const absent = [...leftOut].map(([title, reason]) => [title, `left out: ${reason}`, ...head.slice(2).map(() => '')]);
  return table([head, ...rows, ...absent]);
}

export function toMarkdown(sections: readonly Section[], machine: string): string {
  const parts = sections.map((section) => {
    const { operation, connections } = section;
    const twenty = sections.find((other) => other.operation.name === 'cold' && other.connections === connections);
    return `## ${operation.title}, ${connections} connections\n\n${sectionTable(section, twenty)}`;
  });
  return `# The gateway beside its peers\n\n${machine}. CPU and REST calls are of one operation.\n\n${parts.join('\n\n')}\n`;
}
