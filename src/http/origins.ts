/** Which web pages may use the gateway: the same answer for CORS and for WebSocket. */

/** Decides by an `Origin` header's value; `host` is the request's own `Host`. */
export type OriginCheck = (origin: string | undefined, host: string | undefined) => boolean;

/**
 * @param allowed Origins such as `https://app.example.com`; `http://localhost:*` stands for any port, `*` for any origin.
 * @returns a check that also lets in the gateway's own pages, and clients that are no web page and send no origin.
 */
export function createOriginCheck(allowed: readonly string[]): OriginCheck {
  const exact = new Set(allowed.filter((origin) => !origin.endsWith(':*')));
  const anyPort = new Set(
    allowed.filter((origin) => origin.endsWith(':*')).map((origin) => origin.slice(0, -':*'.length)),
  );
  return (origin, host) => {
    if (origin === undefined || exact.has('*') || exact.has(origin)) return true;
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    return url.host === host || anyPort.has(`${url.protocol}//${url.hostname}`);
  };
}
