/** The last lines of the log, where the process exits right after them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const LINES = 200;
const DESTINATION = new URL('../../src/observability/log-destination.ts', import.meta.url).href;
const program = (end: string) => `
  import pino from 'pino';
  import { logOnStandardError } from '${DESTINATION}';
  const log = pino({}, logOnStandardError());
  for (let index = 0; index < ${LINES}; index += 1) log.info({ component: 'access', index });
  log.info({ component: 'process', index: ${LINES} });
  log.info({ component: 'access', index: ${LINES + 1} });
  ${end}`;

it.each(['process.exit(0)', 'throw new Error("unexpected")', 'setTimeout(() => process.exit(0), 300)'])(
  'all of them are written: %s',
  { timeout: 30_000 },
  async (end) => {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program(end)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    await once(child, 'close');
    const lines = text.split('\n').filter((line) => line.startsWith('{'));
    const written = lines.map((line): number => JSON.parse(line).index);
    // Not in their order: a write in the background may still be under way.
    expect(written.sort((one, other) => one - other)).toEqual(Array.from({ length: LINES + 2 }, (_, index) => index));
  },
);
