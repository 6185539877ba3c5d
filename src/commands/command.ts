/** The parts that the operators' commands share. */
import pino, { type Logger } from 'pino';
import { openState } from '../app/open-state.js';
import { StoreError } from '../common/store-error.js';
import { type Config, ConfigError, readConfig } from '../config/config.js';
import type { Store } from '../directory/store/store.js';
import { RedisUnavailableError } from '../redis/redis-unavailable-error.js';
import { unlessAborted } from '../rest/operation.js';

/** How long the store may take to be there, in milliseconds. */
const STORE_TIMEOUT_MS = 5_000;

/** An error that the operator can correct. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface CommandContext {
  store: Store;
  upstreamUrl: URL;
  config: Config;
  log: Logger;
}

export interface WithStoreOptions {
  /** Whether a store is made where there is none. */
  isMade?: boolean;
  /** The upstream whose store it is; by default that of `UPSTREAM_URL`. */
  owner?: URL;
}

/**
 * Opens the gateway's store, as its environment says, for as long as `work` takes. A file store that a running gateway holds is used through that
 * gateway.
 */
export async function withStore<T>(
  work: (context: CommandContext) => Promise<T>,
  { isMade = false, owner }: WithStoreOptions = {},
): Promise<T> {
  const config = readConfig(process.env);
  const { storeUrl, upstreamUrl } = config;
  if (!upstreamUrl || storeUrl === 'memory:')
    throw new ConfigError(['Set UPSTREAM_URL and STORE_URL to the values of the gateway.']);
  const log = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
  const state = await openState({
    storeUrl,
    upstreamUrl: owner ?? upstreamUrl,
    log,
    mustExist: !isMade,
    isCommand: true,
  });
  try {
    const { redis } = state;
    const isAway = new StoreError(redis?.address ?? storeUrl, 'it cannot be reached');
    await unlessAborted(state.opened, AbortSignal.timeout(STORE_TIMEOUT_MS), isAway);
    return await work({ store: state.store, upstreamUrl, config, log });
  } finally {
    await state.close();
  }
}

const FOR_PEOPLE = [ConfigError, RedisUnavailableError, StoreError, UsageError];

/** Runs a command and prints its result. A failed command exits with 1. */
export function runCommand(command: () => Promise<string>): void {
  command().then(
    (text) => process.stdout.write(`${text}\n`),
    (error: unknown) => {
      const isForPeople = error instanceof Error && FOR_PEOPLE.some((kind) => error instanceof kind);
      process.stderr.write(`${isForPeople ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
