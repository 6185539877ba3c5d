/** SIGHUP: takes over what can change without a restart. */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticator.js';
import type { Session } from '../auth/viewer.js';
import type { Preparer } from '../graphql/admission/preparer.js';
import { TrustedDocuments } from '../graphql/admission/trusted-documents.js';
import type { WebhookAuth } from '../http/webhook-auth.js';
import type { Transport } from '../rest/transport/transport.js';
import type { GatewayConfig } from './services.js';

/** An authenticator whose keys can be replaced. Sessions of open sockets stay; tokens that were verified by the old keys are verified again. */
export class ReplaceableAuthenticator implements Authenticator {
  #current: Authenticator;
  #keys: string;

  /** @param keys As {@link keysOf}. */
  constructor(current: Authenticator, keys: string) {
    this.#current = current;
    this.#keys = keys;
  }

  /** The keys in use, as {@link keysOf}. */
  get keys(): string {
    return this.#keys;
  }

  get isRequired(): boolean {
    return this.#current.isRequired;
  }

  authenticate(authorization: string | undefined): Promise<Session> {
    return this.#current.authenticate(authorization);
  }

  replace(current: Authenticator, keys: string): void {
    this.#current = current;
    this.#keys = keys;
  }
}

/** A digest of the issuers and their keys, by which a change is noticed. */
export function keysOf(issuers: GatewayConfig['jwt']): string {
  const texts = issuers?.map(({ key, ...others }) => {
    const source = 'publicKey' in key ? key.publicKey.export({ type: 'spki', format: 'pem' }) : key;
    return JSON.stringify([others, source]);
  });
  return hash('sha256', String(texts));
}

export interface ReloadableParts {
  authenticator: ReplaceableAuthenticator;
  createAuthenticator: (config: GatewayConfig) => Authenticator;
  preparer: Preparer;
  transport: Transport;
  webhooks: WebhookAuth;
  /** All loggers of the gateway. */
  logs: readonly Logger[];
}

/** The settings that a reload takes over; all others need a restart. */
export type ReloadableConfig = GatewayConfig & { logLevel: string };

/** Takes over keys of tokens, webhook secrets, trusted documents, the credentials for the REST API, and the level of the log. */
export function reload(parts: ReloadableParts, config: ReloadableConfig): void {
  const { trustedDocuments, limits } = config;
  // Made first, since it is the only step that can fail.
  const trusted = trustedDocuments && new TrustedDocuments(trustedDocuments, limits.tokens);
  parts.preparer.trust(trusted);
  // Keys of a key set that is unavailable at the moment stay in use.
  const keys = keysOf(config.jwt);
  if (keys !== parts.authenticator.keys) parts.authenticator.replace(parts.createAuthenticator(config), keys);
  parts.webhooks.replace(config.webhook);
  parts.transport.authorize(config.upstreamAuthorization);
  for (const log of parts.logs) log.level = config.logLevel;
}
