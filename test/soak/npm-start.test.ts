/** `npm start` as service managers and terminals end it: the gateway stops with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';

const PATIENCE = { timeout: 15_000, interval: 20 };

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** In a process group of its own, as a terminal has it. */
async function npmStart() {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: '0', SIMULATOR_PORT: '0' };
  const npm = spawn('npm', ['start'], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const group = -(npm.pid ?? 0);
  onTestFinished(() => {
    try {
      process.kill(group, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
  });
  let said = '';
  npm.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const portOf = (name: string) => Number(new RegExp(`${name}\\s+http://127\\.0\\.0\\.1:(\\d+)`).exec(said)?.[1]);
  await expect.poll(() => said, { ...PATIENCE, timeout: 60_000 }).toContain('A subscription to paste');
  return { npm, group, ports: [portOf('GraphQL'), portOf('Simulator')] };
}

describe('npm start', { timeout: 120_000 }, () => {
  it.each([
    ['SIGTERM to npm alone', 'SIGTERM', false],
    ['Ctrl-C, which npm forwards to processes that have it already', 'SIGINT', true],
  ] as const)('stops the gateway cleanly on %s', async (_, signal, isForGroup) => {
    const { npm, group, ports } = await npmStart();
    for (const port of ports) expect(await isOpen(port)).toBe(true);
    process.kill(isForGroup ? group : (npm.pid ?? 0), signal);
    const [code] = await once(npm, 'exit');
    expect(code).toBe(0);
    for (const port of ports) await expect.poll(() => isOpen(port), PATIENCE).toBe(false);
  });
});
