/** Whether the gateway's memory stays where it is however many operations it serves. */
import { type Bench, type Contender, measure } from './measure.js';
import { type Operation, operations } from './operations.js';
import { chosen, type Options } from './options.js';
import { GATEWAY } from './peers.js';
import { machine } from './report/machine.js';
import { startLoad } from './support/load.js';
import { startRest } from './support/rest.js';

const SAMPLES = 10;

const parts = Array.from({ length: SAMPLES }, (_, index) => index + 1);

export async function measureMemory(options: Options): Promise<string> {
  const selected = chosen(operations, options.operations.length > 0 ? options.operations : ['hot', 'cold']);
  const bench: Bench = { connections: 50, rest: await startRest(), load: await startLoad() };
  try {
    const rows: string[] = [];
    for (const operation of selected) rows.push(await rowOf(bench, operation, options));
    const head = `| resident MB after … of ${options.amount} operations | ${parts.map((part) => `${part}0 %`).join(' | ')} |`;
    const rule = `| --- |${' ---: |'.repeat(SAMPLES)}`;
    return `${machine(options).split(';')[0]}\n\n${[head, rule, ...rows].join('\n')}\n`;
  } finally {
    bench.load.stop();
    bench.rest.stop();
  }
}

/** A process of its own for each, so that none inherits another's heap. */
async function rowOf(bench: Bench, operation: Operation, options: Options): Promise<string> {
  const gateway: Contender = { ...GATEWAY, server: await GATEWAY.start(bench.rest.url, options.flags) };
  try {
    const samples: string[] = [];
    for (const part of parts) {
      const { residentMb } = await measure(bench, gateway, operation, Math.ceil(options.amount / SAMPLES));
      samples.push(residentMb.toFixed(0));
      process.stderr.write(`${operation.name} ${part}/${SAMPLES}: ${residentMb.toFixed(0)} MB\n`);
    }
    return `| ${operation.title} | ${samples.join(' | ')} |`;
  } finally {
    await gateway.server.stop();
  }
}
