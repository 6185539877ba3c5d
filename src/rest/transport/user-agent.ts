/** How the gateway names itself to the REST API; a test holds the version to that of `package.json`. */
export const USER_AGENT = 'wallet-gateway/0.1.0';
