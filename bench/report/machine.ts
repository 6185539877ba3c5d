import { cpus } from 'node:os';
import type { Options } from '../options.js';

/** Where and how the figures came about, in one line. */
export function machine({ rounds, seconds }: Pick<Options, 'rounds' | 'seconds'>): string {
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim()}; 50 connections, medians of ${rounds} rounds of ${seconds} s`;
}
