/** Which web pages may use the gateway: the same answer for CORS and for WebSocket. */

/** Decides by an `Origin` header's value. `localAddress` is the address that the connection came in on, which no client chooses. */
export type OriginCheck = (origin: string | undefined, localAddress: string | undefined) => boolean;

/**
 * @param allowed Origins such as `https://app.example.com`; `http://localhost:*` stands for any port, `*` for any origin.
 * @param isOwn Decides for the gateway's own pages: never by what the request says of itself.
 * @returns a check that also lets in clients that are no web page and send no origin.
 */
export function createOriginCheck(
  allowed: readonly string[],
  isOwn: (origin: string, localAddress: string | undefined) => boolean,
): OriginCheck {
  const exact = new Set(allowed.filter((origin) => !origin.endsWith(':*')));
  const anyPort = new Set(
    allowed.filter((origin) => origin.endsWith(':*')).map((origin) => origin.slice(0, -':*'.length)),
  );
  return (origin, localAddress) => {
    if (origin === undefined || exact.has('*') || exact.has(origin)) return true;
    if (isOwn(origin, localAddress)) return true;
    if (anyPort.size === 0 || !URL.canParse(origin)) return false;
    const url = new URL(origin);
    return url.origin === origin && anyPort.has(`${url.protocol}//${url.hostname}`);
  };
}
