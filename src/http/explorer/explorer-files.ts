/** The files of Altair, the explorer: a fixed list, so that a path leads nowhere else. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
/** Altair would run scripts of users in there, which the page's policy has no place for. */
const LEFT_OUT = 'iframe-sandbox';

export interface ExplorerFile {
  type: string;
  content: () => Promise<Buffer>;
}

/** Reads the names of all files. @returns each by its path, such as `assets/img/logo.svg`. */
export function explorerFiles(): ReadonlyMap<string, ExplorerFile> {
  const folder = folderOfExplorer();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    paths.flatMap((path): [string, ExplorerFile][] => {
      const name = relative(folder, path);
      const type = TYPES[extname(path)];
      if (type === undefined || name.startsWith(LEFT_OUT)) return [];
      return [[name, { type, content: () => readFile(path) }]];
    }),
  );
}

/** The build puts them beside the bundle; sources find the package. */
function folderOfExplorer(): string {
  const built = fileURLToPath(new URL('explorer', import.meta.url));
  try {
    readdirSync(built);
    return built;
  } catch {
    return join(dirname(createRequire(import.meta.url).resolve('altair-static')), 'dist');
  }
}
