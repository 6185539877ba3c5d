/** `npm run bench`: what an operation costs, beside what else could serve it. `-- --help` tells the rest. */
import { writeFileSync } from 'node:fs';
import { compare } from './compare.js';
import { measureEvents } from './event.js';
import { measureMemory } from './memory.js';
import { type Options, readOptions, USAGE } from './options.js';
import { toSvg } from './report/chart.js';
import { machine } from './report/machine.js';
import { toMarkdown } from './report/table.js';
import { measureStart } from './start.js';

async function compareAndReport(options: Options): Promise<string> {
  const sections = await compare(options);
  const where = machine(options);
  const markdown = toMarkdown(sections, where);
  // A part of the peers or operations is for who works on one of them; what is kept shows all.
  if (options.only.length === 0 && options.operations.length === 0 && options.against === undefined) {
    writeFileSync(new URL('results.md', import.meta.url), markdown);
    writeFileSync(new URL('results.svg', import.meta.url), toSvg(sections, where));
  }
  return markdown;
}

const modes = { compare: compareAndReport, memory: measureMemory, event: measureEvents, start: measureStart };

async function main(args: readonly string[]): Promise<string> {
  if (args.includes('--help')) return `${USAGE}\n`;
  const options = readOptions(args);
  return modes[options.mode](options);
}

main(process.argv.slice(2)).then(
  (report) => process.stdout.write(report),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  },
);
