/** An operator's command as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { built } from './built.js';

export interface CommandResult {
  status: number | null;
  /** What it prints, standard output first. */
  text: string;
}

/** Runs a command of `src/commands/`. It may ask a server of the test's own, so the test's process goes on meanwhile. */
export async function runCommand(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [built(command), ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status as number | null, text: out + err };
}
