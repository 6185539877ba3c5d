/** The folder of the file store: made where it is missing, and described where it can't be used. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { damaged, StoreError } from './damaged.js';
import { JOURNAL } from './store-journal.js';

/** Files that a creation which was cut off leaves, before there is a `CURRENT`. */
const UNFINISHED = new Set([JOURNAL, 'LOCK', 'LOG', 'LOG.old', 'MANIFEST-000001', '000001.dbtmp']);
const PROBE = 'probe';
/** Room that opening the database anew takes beside its log, in bytes. */
const SPARE_BYTES = 64 * 1_024;

/**
 * @returns whether there is no database yet.
 * @throws {StoreError} where it can't be used as a folder, or holds something else: LevelDB would write its files among it.
 */
export function prepareFolder(folder: string, mustExist: boolean): boolean {
  let names: string[];
  try {
    const missing = missingFolders(folder);
    if (mustExist && missing.length > 0) throw new StoreError(folder, 'it does not exist');
    for (const path of missing) makeOne(path);
    names = readdirSync(folder).filter((name) => name !== PROBE);
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError(folder, reasonOf(error), error);
  }
  if (names.includes('CURRENT')) return false;
  const isUnfinished = names.includes(JOURNAL) && statSync(join(folder, JOURNAL)).size === 0;
  if (isUnfinished && names.every((name) => UNFINISHED.has(name))) return true;
  if (names.includes(JOURNAL)) throw new StoreError(folder, reasonOf(damaged('its database is missing')));
  if (names.length > 0) throw new StoreError(folder, 'it contains files of other programs');
  return true;
}

/**
 * One by one: `mkdir` with `recursive` never returns where a file system such as `/proc` takes no folders.
 *
 * @returns those between the nearest that exists and `folder`, outermost first.
 */
export function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = folder; ; path = dirname(path)) {
    try {
      if (statSync(path).isDirectory()) return missing;
      throw new StoreError(folder, path === folder ? 'it is a file, not a folder' : `${path} is a file, not a folder`);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      missing.unshift(path);
    }
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}

/** Rejects, with the system's reason, where the database could not be opened anew: closed, it couldn't even be read. */
export async function probeFolder(folder: string): Promise<void> {
  const path = join(folder, PROBE);
  const file = await open(path, 'w', 0o600);
  try {
    const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
    const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size));
    await file.writeFile(Buffer.alloc(sizes.reduce((sum, size) => sum + size, SPARE_BYTES)));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/** By the system's code, and by its words: LevelDB's errors have those after the path, and no code. */
const SYSTEM_REASONS: Record<string, string> = {
  EACCES: 'permission is denied',
  'Permission denied': 'permission is denied',
  EPERM: 'permission is denied',
  'Operation not permitted': 'permission is denied',
  EROFS: 'its file system is read-only',
  'Read-only file system': 'its file system is read-only',
  ENOSPC: 'the disk is full',
  'No space left on device': 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  'Disk quota exceeded': 'the quota of the disk is used up',
  EMFILE: 'too many files are open',
  'Too many open files': 'too many files are open',
  ENOENT: 'no folder can be made there',
  EEXIST: 'something else is in its place',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its path has too many symbolic links',
};

const RECOVERY =
  'Restore the folder from a backup; or, where none is left, keep what can be read with "npm run repair-store"';

/** Why the store can't be opened or written, in words for an operator. */
export function reasonOf(error: unknown): string {
  const { cause, code = '', message = '' } = error as { cause?: unknown; code?: string; message?: string };
  if (code === 'LEVEL_LOCKED') return 'another process is using it';
  if (code === 'LEVEL_CORRUPTION') return `it is damaged: ${message}. ${RECOVERY}`;
  const words = message.split(': ').at(-1) ?? '';
  const reason = SYSTEM_REASONS[code] ?? SYSTEM_REASONS[words];
  if (reason !== undefined) return `${reason} (${code in SYSTEM_REASONS ? code : words})`;
  if (cause !== undefined) return reasonOf(cause);
  return `it cannot be opened and may be damaged (${words || code}). ${RECOVERY}`;
}
