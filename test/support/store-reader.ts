/**
 * Opens each folder of a root, in a process of its own, since LevelDB may end it on damage.
 *
 * Usage: store-reader.ts ROOT DONE
 */
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { FileStore } from '../../src/directory/store/file/file-store.js';

const [root = '', done] = process.argv.slice(-2);
const flushed = JSON.parse(readFileSync(`${root}/flushed.json`, 'utf8')) as [string, string][];
const names = readdirSync(root).filter((name) => name.startsWith('store'));
for (const name of names.sort().slice(Number(done))) {
  writeSync(1, `${name}: `);
  const store = await FileStore.open(`${root}/${name}`).catch((error: Error) => void writeSync(1, error.name));
  let said = store ? 'opened' : '';
  for (const [key, value] of store ? flushed : []) {
    const read = await store?.get(key).catch((error: Error) => error.name);
    if (read !== value) said = `${key} is ${read ?? 'lost'}`;
  }
  await store?.close();
  writeSync(1, `${said}\n`);
}
