/** What an HTTP status says of the REST API, whatever the body says. */

/** The endpoint did not do its work: counts against it, and a read may be tried again. */
export const isUpstreamFailure = (status: number): boolean => status >= 500 || status === 429;

/** No credentials, or too many calls: a refusal, but none that the person in front of the client could mend. */
export const isCredentialOrQuotaError = (status: number): boolean =>
  status === 401 || status === 403 || status === 407 || status === 429;
