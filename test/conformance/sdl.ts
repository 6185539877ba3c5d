/** The SDL as a stranger has it: the files of `schema/`, one after the other. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../schema/', import.meta.url);

export function readSdl(): string {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.graphql'));
  return files.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).join('\n');
}
