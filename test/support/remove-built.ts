/** Removes at a run's end what its workers have built: they are ended too early to do so themselves. */
import { existsSync, readdirSync, rmSync } from 'node:fs';

const CACHE = 'node_modules/.cache';

export function teardown(): void {
  const names = existsSync(CACHE) ? readdirSync(CACHE) : [];
  for (const name of names)
    if (name.startsWith(`build-${process.pid}-`)) rmSync(`${CACHE}/${name}`, { recursive: true });
}
