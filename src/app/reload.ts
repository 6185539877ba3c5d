/** SIGHUP: takes over what can change without a restart. */
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

  constructor(current: Authenticator) {
    this.#current = current;
  }

  get isRequired(): boolean {
    return this.#current.isRequired;
  }

  authenticate(authorization: string | undefined): Promise<Session> {
    return this.#current.authenticate(authorization);
  }

  replace(current: Authenticator): void {
    this.#current = current;
  }
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
  parts.authenticator.replace(parts.createAuthenticator(config));
  parts.webhooks.replace(config.webhook);
  parts.transport.authorize(config.upstreamAuthorization);
  for (const log of parts.logs) log.level = config.logLevel;
}
