/** What a part of the bench needs of its own, installed when it is first used. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `npm ci` in the folder, unless its lock file is what was installed. @throws {Error} where it can't be installed. */
export async function install(folder: URL): Promise<void> {
  const lock = readFileSync(new URL('package-lock.json', folder), 'utf8');
  const stamp = new URL('node_modules/.installed-lock.json', folder);
  if (read(stamp) === lock) return;
  process.stderr.write(`installing ${fileURLToPath(folder)}\n`);
  await run('npm', ['ci', '--no-progress'], { cwd: folder }).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    throw new Error('npm ci failed');
  });
  writeFileSync(stamp, lock);
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
