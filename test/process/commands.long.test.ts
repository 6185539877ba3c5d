/** What an operator's command says where it can't do its work. */
import { expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { startRedis } from '../support/redis.js';

/** @returns the last line of what it says to people. */
async function failureOf(...given: Parameters<typeof runCommand>): Promise<string> {
  const { status, text } = await runCommand(...given);
  expect(status).toBe(1);
  return text.trimEnd().split('\n').at(-1) ?? '';
}

it.each([
  ['erase-customer', ['c1']],
  ['idempotency', ['list']],
])('%s says that Redis is away', { timeout: 60_000 }, async (command, args) => {
  const { port } = await startRedis({ stopped: true });
  const env = { UPSTREAM_URL: 'http://127.0.0.1:1', AUTH: 'none', STORE_URL: `redis://u:secret@127.0.0.1:${port}` };
  expect(await failureOf(command, args, env)).toBe(
    `The store at redis://127.0.0.1:${port} cannot be used: it cannot be reached.`,
  );
});

it('token mints nothing with a secret that can be guessed', { timeout: 60_000 }, async () => {
  const said = await failureOf('token', ['--operator'], { JWT_SECRET: 'a' });
  expect(said).toMatch(/^JWT_SECRET must be at least 32 bytes/);
});

it.each([[['--nonsense']], [[]], [['--operator', '--expires-in', 'soon']]])(
  'token %j says how it is used',
  {
    timeout: 60_000,
  },
  async (args) => {
    expect(await failureOf('token', args, {})).toMatch(/--expires-in SECONDS/);
  },
);
