/** Version of the gateway; a test holds it to that of `package.json`. */
export const VERSION = '0.1.0';

/** How the gateway names itself to the REST API, sent with every call. */
export const USER_AGENT = `wallet-gateway/${VERSION}`;
