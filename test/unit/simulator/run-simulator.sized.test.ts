import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../../../src/simulator/environment.js';
import { built } from '../../support/built.js';
import { sized } from '../../support/sized.js';
import { exchange, simulate } from './support.js';

function run(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [built('simulator')], {
    env: { ...process.env, NODE_OPTIONS: '--no-warnings', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** All that a process says until it ends. */
async function outcome(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

describe('the simulator run alone', { timeout: 60_000 }, () => {
  it.each(sized(['SIGTERM'] as const, ['SIGINT', 'SIGTERM'] as const))(
    'tells where it is, answers, and ends with 0 on %s',
    async (signal) => {
      const child = run({ SIMULATOR_PORT: '0' });
      const [line] = await once(child.stdout!, 'data');
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0];
      expect((await exchange(`${url}/assets/networks`)).status).toBe(200);
      child.kill(signal);
      expect(await outcome(child)).toEqual({ code: 0, errors: '' });
    },
  );

  it('says in a line that its port is taken', async () => {
    const port = new URL((await simulate()).url).port;
    expect(await outcome(run({ SIMULATOR_PORT: port }))).toEqual({
      code: 1,
      errors: `Port ${port} is in use: choose another with SIMULATOR_PORT\n`,
    });
  });

  it('says all that is wrong with its environment, and ends with 1', async () => {
    const { code, errors } = await outcome(run({ SIMULATOR_PORT: 'http', SIMULATOR_SOURCE_AMOUNT: '-5' }));
    expect(code).toBe(1);
    expect(errors).toBe(
      'SIMULATOR_PORT must be a port (0 to 65535), not "http"\n' +
        'SIMULATOR_SOURCE_AMOUNT must be an amount above 0 such as 50 or 99.95, not "-5"\n',
    );
  });
});

describe('its environment', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({})).toEqual({ port: 4010 });
    expect(readEnvironment({ SIMULATOR_PORT: '', SIMULATOR_WEBHOOK_URL: '' })).toEqual({ port: 4010 });
  });

  it('is read', () => {
    const env = {
      SIMULATOR_PORT: '0',
      SIMULATOR_WEBHOOK_URL: 'http://localhost:4000/webhooks/topup.status?token=x',
      SIMULATOR_ORDER_DELAY_MS: '250',
      SIMULATOR_SOURCE_AMOUNT: '99.950',
    };
    expect(readEnvironment(env)).toEqual({
      port: 0,
      webhookUrl: env.SIMULATOR_WEBHOOK_URL,
      orderDelayMs: 250,
      sourceAmount: '99.950',
    });
  });

  it.each([
    ['SIMULATOR_PORT', '65536'],
    ['SIMULATOR_PORT', '0x10'],
    ['SIMULATOR_WEBHOOK_URL', 'localhost:4000'],
    ['SIMULATOR_WEBHOOK_URL', 'http://'],
    ['SIMULATOR_ORDER_DELAY_MS', '1.5'],
    ['SIMULATOR_ORDER_DELAY_MS', '2147483648'],
    ['SIMULATOR_SOURCE_AMOUNT', '0'],
    ['SIMULATOR_SOURCE_AMOUNT', '1e3'],
  ])('is refused with %s=%s', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(`${name} must be`);
  });
});
