/** `npm run store -- export FILE`: backs up, moves and adopts what the store holds. */
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../../config/config.js';
import { SharedFileStore } from '../../directory/store/file/shared-file-store.js';
import { IDENTITY_KEY, identityFor } from '../../directory/store/store-identity.js';
import { runCommand, UsageError, withStore } from '../command.js';
import { exportStore } from './store-export.js';
import { checkExport, importStore } from './store-import.js';

const USAGE = `npm run --silent store -- export FILE [--seed]   writes all that the store holds; --seed: only what DIRECTORY_SEED takes
npm run --silent store -- import FILE            adds what an export holds to the store of STORE_URL, and changes nothing that is there
npm run --silent store -- adopt OLD_URL          gives the store of the upstream API at OLD_URL to the one at UPSTREAM_URL`;

runCommand(async () => {
  const { command, operand, seed } = readArguments();
  if (command === 'export') {
    const count = await withStore(({ store, upstreamUrl }) =>
      exportStore({ store, upstreamUrl, path: operand, isSeedOnly: seed }),
    );
    return `Exported ${count} records to ${operand}.`;
  }
  if (seed) throw new UsageError(USAGE);
  if (command === 'adopt') return adopt(operand);
  // Before the store is opened, since that makes one.
  const exportedAt = await checkExport(operand, readConfig(process.env).upstreamUrl);
  const { added, present, differing } = await withStore(({ store }) => importStore(store, operand, exportedAt), {
    isMade: true,
  });
  const done = `Imported ${added} records; ${present} were there already.`;
  if (differing.length === 0) return done;
  throw new UsageError(
    [done, 'The store holds something else under these keys, and keeps it:', ...differing].join('\n'),
  );
});

function readArguments() {
  try {
    const options = { seed: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [command, operand, ...rest] = positionals;
    if (command && ['export', 'import', 'adopt'].includes(command) && operand && rest.length === 0)
      return { command, operand, ...values };
  } catch {
    // As wrong as any other.
  }
  throw new UsageError(USAGE);
}

/** The same REST API may move to another address. Facts of another one would give customers what is not theirs. */
async function adopt(from: string): Promise<string> {
  if (!URL.canParse(from)) throw new UsageError(USAGE);
  const owner = new URL(from);
  return withStore(
    async ({ store, upstreamUrl }) => {
      if (store instanceof SharedFileStore)
        throw new ConfigError(['Stop the gateway first: it goes on with the old URL.']);
      const before = identityFor(owner);
      if ((await store.swap(IDENTITY_KEY, before, identityFor(upstreamUrl))) !== before)
        throw new UsageError('Somebody else has changed the store. Nothing was done.');
      return `The store belongs to ${upstreamUrl.href} now.`;
    },
    { owner },
  );
}
