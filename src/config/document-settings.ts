/** Reads the settings of GraphQL documents: limits and trusted documents. */
import { LIMIT_RULES, type Limits } from '../graphql/admission/limits/limits.js';
import { readManifest } from '../graphql/admission/trusted-manifest.js';
import type { ConfigReader } from './config-reader.js';

export interface DocumentSettings {
  limits: Limits;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
  /** Texts by their ids. Undefined: every document may run. */
  trustedDocuments: ReadonlyMap<string, string> | undefined;
}

export function readDocumentSettings(reader: ConfigReader): DocumentSettings {
  const limits = Object.entries(LIMIT_RULES).map(([limit, { name }]) => [limit, reader.integer(name)]);
  return {
    limits: Object.fromEntries(limits) as Limits,
    maxRestCalls: reader.integer('MAX_REST_CALLS'),
    trustedDocuments: readTrusted(reader),
  };
}

function readTrusted(reader: ConfigReader): ReadonlyMap<string, string> | undefined {
  const path = reader.text('TRUSTED_DOCUMENTS');
  try {
    return path === undefined ? undefined : readManifest(path);
  } catch (error) {
    reader.problem(`TRUSTED_DOCUMENTS: ${error instanceof Error ? error.message : 'cannot be read'}`);
    return undefined;
  }
}
