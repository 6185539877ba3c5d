/** Bounds on what the HTTP server accepts, and from whom. */

export interface RateLimit {
  /** Maximum number of requests and WebSocket operations of one viewer in a window. */
  count: number;
  /** Length of the window in milliseconds. */
  windowMs: number;
}

export interface IngressLimits {
  /** Undefined if requests are not counted. */
  rateLimit: RateLimit | undefined;
  /** Host names of `ALLOWED_HOSTS`. Undefined for the default: loopback's names and `HOST`. */
  allowedHosts: readonly string[] | undefined;
  /** Addresses and ranges of proxies whose `x-forwarded-for` is trusted. */
  trustedProxies: readonly string[];
  /** Maximum length of a request body, in bytes. */
  maxBodyBytes: number;
  /** Maximum length of a WebSocket message, in bytes. */
  maxMessageBytes: number;
  /** Time in which the head of a request must arrive, in milliseconds. */
  headersTimeoutMs: number;
  /** Time in which a whole request must arrive, in milliseconds. */
  requestTimeoutMs: number;
  /** Time in which a WebSocket must send `connection_init`, in milliseconds. */
  initTimeoutMs: number;
  /** Time that an idle connection is kept open, in milliseconds. */
  keepAliveTimeoutMs: number;
  /** Mean event-loop delay over a second above which new work is rejected, in milliseconds. */
  maxEventLoopDelayMs: number;
  /** Memory of the process above which new work is rejected, in bytes. Undefined: nine tenths of the container's memory. */
  maxMemoryBytes: number | undefined;
}
