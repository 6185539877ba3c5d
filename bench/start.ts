/** How long a start takes, beside that of a Node that runs nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from './measure.js';
import type { Options } from './options.js';
import { machine } from './report/machine.js';
import { startGateway } from './support/gateway.js';

/** Nobody has to be there for the gateway to be ready. */
const REST_URL = 'http://127.0.0.1:9';

export async function measureStart(options: Options): Promise<string> {
  const [ready, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < options.rounds; round += 1) {
    const begin = performance.now();
    const gateway = await startGateway(REST_URL, options.flags);
    const answered = performance.now();
    await gateway.stop();
    const idle = performance.now();
    await once(spawn(process.execPath, ['--eval', '']), 'exit');
    ready.push(answered - begin);
    bare.push(performance.now() - idle);
  }
  const [gateway, node] = [median(ready), median(bare)];
  return `${machine(options).split(';')[0]}; medians of ${options.rounds}

| | ms | × Node alone |
| --- | ---: | ---: |
| \`node dist/main.js\`, until it answers | ${gateway.toFixed(0)} | ${(gateway / node).toFixed(1)} |
| \`node --eval ''\` | ${node.toFixed(0)} | 1.0 |
`;
}
