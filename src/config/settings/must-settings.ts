/** Settings that decide who is served, and by which REST API. */
import type { Setting } from './setting.js';

export const MUST_SETTINGS = {
  UPSTREAM_URL: {
    group: 'must',
    type: 'url',
    about:
      'Base address of the REST API; a path prefix is allowed. Without it, the gateway starts the embedded simulator.',
  },
  UPSTREAM_AUTHORIZATION: {
    group: 'must',
    type: 'text',
    isSecret: true,
    about: 'Value of the `authorization` header of every REST call. The gateway sends it nowhere else.',
  },
  AUTH: {
    group: 'must',
    type: 'choice',
    choices: ['jwt', 'none'],
    defaultText: '`none` with the simulator',
    about: '`jwt` or `none`. With `none`, every caller is an operator. Required if `UPSTREAM_URL` is set.',
  },
  JWT_JWKS_URL: {
    group: 'must',
    type: 'url',
    about: 'Address of the key set that verifies tokens. `AUTH=jwt` needs this, `JWT_PUBLIC_KEY` or `JWT_SECRET`.',
  },
  JWT_PUBLIC_KEY: {
    group: 'must',
    type: 'text',
    isSecret: true,
    about:
      'Public key that verifies tokens, in PEM. `\\n` represents a line end. RSA of at least 2048 bits, EC or Ed25519.',
  },
  JWT_SECRET: {
    group: 'must',
    type: 'text',
    isSecret: true,
    about: 'Secret that signs tokens with HS256, at least 32 bytes long.',
  },
  JWT_ISSUERS: {
    group: 'must',
    type: 'text',
    isSecret: true,
    about:
      'Several issuers instead of one, as a JSON list of objects: `issuer`, `jwksUrl` or `publicKey`, `audience`, `customerClaim`, `operatorScope`. An issuer without one of the last two has no such viewers.',
  },
  JWT_ISSUER: { group: 'must', type: 'text', about: 'Required `iss` of a token. Not checked if absent.' },
  JWT_AUDIENCE: { group: 'must', type: 'text', about: 'Required `aud` of a token. Not checked if absent.' },
  STORE_URL: {
    group: 'must',
    type: 'text',
    isSecret: true,
    defaultText: '`memory:` with the simulator, else `file:./data`',
    about:
      'Location of the store: `memory:`, `file:` and a folder for one process, or `redis://user:password@host:6379/0` for several instances; `redis+sentinel://a:26379,b:26379/name` with sentinels, `redis+cluster://a:6379,b:6379` for a cluster, and `rediss` instead of `redis` for TLS.',
  },
  WEBHOOK_TOKEN: {
    group: 'must',
    type: 'text',
    isSecret: true,
    about:
      'Token that a webhook must send as `?token=`, `authorization: Bearer` or `x-webhook-token`. Two with a comma, the new one first, while senders change. Not checked if absent.',
  },
  WEBHOOK_HMAC_SECRET: {
    group: 'must',
    type: 'text',
    isSecret: true,
    about:
      'Secret with which the sender of webhooks signs: HMAC with SHA-256 over the body, as `sha256=` and hexadecimal, at least 32 bytes long. Not checked if absent.',
  },
} as const satisfies Record<string, Setting>;
