/** The part of the environment that says how large a request may be, and which ones run. */

import { LIMIT_RULES, type Limits } from '../graphql/admission/limits/limits.js';
import { readManifest } from '../graphql/admission/trusted-manifest.js';
import type { Config } from './config.js';
import type { ConfigReader } from './config-reader.js';

export function readLimits(reader: ConfigReader): Pick<Config, 'limits' | 'maxRestCalls' | 'trustedDocuments'> {
  const rules = Object.entries(LIMIT_RULES);
  const limits = rules.map(([limit, { name, fallback, max }]) => [
    limit,
    reader.integer(name, fallback, { min: 1, max }),
  ]);
  return {
    limits: Object.fromEntries(limits) as Limits,
    maxRestCalls: reader.integer('MAX_REST_CALLS', 300, { min: 1, max: 1_000_000 }),
    trustedDocuments: readTrusted(reader),
  };
}

function readTrusted(reader: ConfigReader): ReadonlyMap<string, string> | undefined {
  const path = reader.text('TRUSTED_DOCUMENTS');
  try {
    return path === undefined ? undefined : readManifest(path);
  } catch (error) {
    reader.problem(`TRUSTED_DOCUMENTS: ${error instanceof Error ? error.message : 'can’t be read'}`);
    return undefined;
  }
}
