import { cpus } from 'node:os';
import type { Options } from '../options.js';

/** Where and how the figures came about, in one line. */
export function machine({ flags, rounds, seconds }: Pick<Options, 'flags' | 'rounds' | 'seconds'>): string {
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim()}; ${flagsOf(flags)}, medians of ${rounds} rounds of ${seconds} s`;
}

const flagsOf = (flags: readonly string[]): string =>
  flags.length === 0 ? 'no flags of Node' : `all on Node with ${flags.join(' ')}`;
