/** Version of the gateway; a test holds it to that of `package.json`. */
export const VERSION = '0.1.0';

/** Value of the `user-agent` header of every REST call. */
export const USER_AGENT = `wallet-gateway/${VERSION}`;
