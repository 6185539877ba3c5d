/** Headers that every answer carries, and those of Apollo Sandbox's page. */

/** What a browser makes of an answer: data, never a page, a script or a frame of anybody's. */
export const SECURITY_HEADERS = {
  // An answer may name the page that it is for.
  vary: 'origin',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const LANDING_PAGE = 'https://apollo-server-landing-page.cdn.apollographql.com';
const SANDBOX = 'https://embeddable-sandbox.cdn.apollographql.com';

/**
 * Beside the page's own policy, in its `meta` element, which lets no script or style run without its nonce: what that leaves open. The page
 * sends operations itself, to where it comes from; not every browser counts WebSockets as `'self'`.
 */
export const SANDBOX_POLICY = [
  "default-src 'none'",
  `script-src 'unsafe-inline' ${SANDBOX}`,
  `style-src 'unsafe-inline' ${SANDBOX} https://fonts.googleapis.com`,
  'font-src https://fonts.gstatic.com',
  `img-src ${LANDING_PAGE}`,
  `manifest-src ${LANDING_PAGE}`,
  'frame-src https://sandbox.embed.apollographql.com',
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
