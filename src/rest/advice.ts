/** What a failed call says of the deployment, and what an operator can do: for the log, the probe at a start, and `npm run doctor`. */

const REACH = 'check that the REST API runs, and that UPSTREAM_URL has its host and port';
const TLS =
  'check that UPSTREAM_URL has the right scheme and host name, and that NODE_EXTRA_CA_CERTS holds the authority of its certificate';

/** Advice by the code of Node, OpenSSL or undici. */
const BY_CODE: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'the host name does not resolve: check UPSTREAM_URL and the DNS'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, `no connection: ${REACH}`],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, `the connection ended before the response: ${REACH}`],
  [/CERT|TLS|SSL|SELF_SIGNED|^EPROTO$/, `no secure connection: ${TLS}`],
  [/^HPE_/, 'no HTTP at this address: check the scheme and port of UPSTREAM_URL'],
];

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'the REST API refuses the credentials: check UPSTREAM_AUTHORIZATION',
  403: 'the REST API refuses the credentials: check UPSTREAM_AUTHORIZATION and their rights',
  404: 'no such path: check the path prefix of UPSTREAM_URL',
  407: 'the proxy asks for credentials: check HTTPS_PROXY and HTTP_PROXY',
  429: 'the REST API limits the rate: ask its owner for more, or lower UPSTREAM_CONNECTIONS',
};

/** @param status 0 if there was no response. @returns undefined if there is nothing to say. */
export function adviceFor(code: string | undefined, status = 0): string | undefined {
  if (code !== undefined) return BY_CODE.find(([pattern]) => pattern.test(code))?.[1];
  if (status >= 500) return 'the REST API or a proxy before it fails: ask its owner';
  return BY_STATUS[status];
}

/** Maximum depth of causes that are looked through. */
const MAX_CAUSES = 5;

/** @returns the code of the first cause that has one, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
export function causeCodeOf(error: unknown): string | undefined {
  let cause: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    const { code } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code)) return code;
    cause = cause.cause;
  }
  return undefined;
}
