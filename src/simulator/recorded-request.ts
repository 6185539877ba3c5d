/** A REST call as the simulator saw it. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query string, as it came. */
  readonly path: string;
  /** Parsed where it is JSON, else its text; absent where there was none. */
  readonly body?: unknown;
  readonly headers: Record<string, string | string[] | undefined>;
}
