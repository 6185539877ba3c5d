/**
 * Writes to a store until it is killed, and prints each key once its write has resolved.
 *
 * Usage: store-writer.ts FOLDER ROUND
 */
import { writeSync } from 'node:fs';
import { FileStore } from '../../src/directory/store/file/file-store.js';

const [folder = '', round = ''] = process.argv.slice(-2);
writeSync(1, 'ready\n');
const store = await FileStore.open(folder);
for (let index = 0; ; index += 1) {
  const key = `${round}:${index}`;
  await store.swap(key, undefined, 'claimed', { flush: false });
  await store.swap(key, 'claimed', 'settled'.repeat(100));
  writeSync(1, `${key}\n`);
}
