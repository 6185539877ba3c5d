/** Reads the settings of GraphQL documents: limits and trusted documents. */
import { parse } from 'node:path';
import { LIMIT_RULES, type Limits } from '../graphql/admission/limits/limits.js';
import type { TrustedDocument, TrustSettings } from '../graphql/admission/trusted-documents.js';
import { readManifest } from '../graphql/admission/trusted-manifest.js';
import type { ConfigReader } from './config-reader.js';

export interface DocumentSettings {
  limits: Limits;
  /** `MAX_REST_CALLS` */
  maxRestCalls: number;
  /** `FEDERATION` */
  isSubgraph: boolean;
  /** Undefined: every document may run. */
  trustedDocuments: TrustSettings | undefined;
}

export function readDocumentSettings(reader: ConfigReader): DocumentSettings {
  const limits = Object.entries(LIMIT_RULES).map(([limit, { name }]) => [limit, reader.integer(name)]);
  const isSubgraph = reader.onOff('FEDERATION', false);
  const trustedDocuments = readTrusted(reader);
  if (isSubgraph && trustedDocuments?.mode === 'enforce')
    reader.problem(
      'TRUSTED_DOCUMENTS and FEDERATION=on exclude each other: a router writes documents of its own. Let the router check them, or set TRUSTED_DOCUMENTS_MODE=log.',
    );
  return {
    limits: Object.fromEntries(limits) as Limits,
    maxRestCalls: reader.integer('MAX_REST_CALLS'),
    isSubgraph,
    trustedDocuments,
  };
}

function readTrusted(reader: ConfigReader): TrustSettings | undefined {
  const entries = reader.list('TRUSTED_DOCUMENTS');
  const mode = reader.oneOf('TRUSTED_DOCUMENTS_MODE', ['enforce', 'log']);
  if (!entries) return undefined;
  const documents = new Map<string, TrustedDocument>();
  for (const entry of entries) {
    const { app, path } = manifestOf(entry);
    try {
      for (const [id, text] of readManifest(path)) {
        const known = documents.get(id);
        if (known && known.text !== text)
          throw new Error(`${path}: another manifest has another text under the id ${id}`);
        // A document of several applications counts as the first one's.
        if (!known) documents.set(id, { text, app });
      }
    } catch (error) {
      reader.problem(`TRUSTED_DOCUMENTS: ${error instanceof Error ? error.message : 'cannot be read'}`);
    }
  }
  return { documents, mode: mode ?? 'enforce' };
}

/** `web=./web.json`, or a path alone, whose file gives the name. */
function manifestOf(entry: string): { app: string; path: string } {
  const [, app, path = entry] = /^([\w-]{1,40})=(.+)$/.exec(entry) ?? [];
  return { app: app ?? parse(path).name, path };
}
