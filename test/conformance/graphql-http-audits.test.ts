/** The audits of the GraphQL over HTTP specification's own suite. */
import { type AuditResult, auditServer } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';

/** With `application/json` these are to be answered 200, as if nothing had failed. Apollo Server answers 400, whatever the type, and says so. */
const MISSED = [
  'SHOULD use 200 status code on document parsing failure when accepting application/json',
  'SHOULD use 200 status code on document validation failure when accepting application/json',
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

/** A `GET` that a page of somebody else's could send is refused, and the specification lets it be. */
const WITHOUT_PREFLIGHT = [
  'MAY accept application/x-www-form-urlencoded formatted GET requests',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
];

const missedOf = (results: AuditResult[]) => results.flatMap(({ status, name }) => (status === 'ok' ? [] : [name]));

describe('the audits of graphql-http', () => {
  it('miss only what Apollo Server has decided otherwise', async () => {
    const { url } = await startWithSimulator();
    const fetchFn = (address: string, { headers, ...init }: RequestInit = {}) =>
      fetch(address, {
        ...init,
        headers: { ...(headers as Record<string, string>), 'apollo-require-preflight': 'true' },
      });
    const results = await auditServer({ url: `${url}/graphql`, fetchFn });
    expect(results).toHaveLength(61);
    expect(missedOf(results)).toEqual(MISSED);
  });

  it('miss GET where it could be another page’s, too', async () => {
    const { url } = await startWithSimulator();
    const missed = missedOf(await auditServer({ url: `${url}/graphql` }));
    expect(missed.sort()).toEqual([...MISSED, ...WITHOUT_PREFLIGHT].sort());
  });
});
