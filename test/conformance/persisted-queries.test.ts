/** Automatic persisted queries over HTTP, as Apollo's clients use them. */
import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';
import { TRANSPORTS } from '../support/transports.js';
import { ask, post, withQuery } from './http.js';

const QUERY = '{ wallet(id: "wal_busy") { id } }';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const persisted = (text: string, version = 1) => ({ persistedQuery: { version, sha256Hash: sha256(text) } });

describe('automatic persisted queries', () => {
  it('are asked for, sent once, and run by their hash from then on, by POST and GET', async () => {
    const { url } = await startWithSimulator();
    const graphql = `${url}/graphql`;
    const extensions = persisted(QUERY);
    expect(await post(graphql, { extensions })).toMatchObject({
      status: 200,
      json: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    });
    const answer = { status: 200, json: { data: { wallet: { id: 'wal_busy' } } } };
    expect(await post(graphql, { query: QUERY, extensions })).toMatchObject(answer);
    expect(await post(graphql, { extensions })).toMatchObject(answer);
    const headers = { 'apollo-require-preflight': 'true' };
    expect(await ask(withQuery(graphql, { extensions: JSON.stringify(extensions) }), { headers })).toMatchObject(
      answer,
    );
  });

  it.each<[string, { query?: string; extensions: object }, string]>([
    ['a hash of something else', { query: QUERY, extensions: persisted('{ __typename }') }, 'BAD_REQUEST'],
    ['an unknown version', { query: QUERY, extensions: persisted(QUERY, 2) }, 'BAD_REQUEST'],
    ['no hash', { extensions: { persistedQuery: { version: 1 } } }, 'BAD_REQUEST'],
    ['no object', { query: QUERY, extensions: { persistedQuery: true } }, 'BAD_REQUEST'],
    ['an invalid query', { query: '{ x }', extensions: persisted('{ x }') }, 'GRAPHQL_VALIDATION_FAILED'],
  ])('with %s are refused with 400, and not kept', async (_, request, code) => {
    const { url, calls } = await startWithSimulator();
    const refused = await post(`${url}/graphql`, request);
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ extensions: { code } }] } });
    const again = await post(`${url}/graphql`, { extensions: persisted(request.query ?? QUERY) });
    expect(again).toMatchObject({ json: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] } });
    expect(calls()).toEqual([]);
  });

  it('work with Apollo Client’s own link', async () => {
    const { url } = await startWithSimulator();
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
    const headers = { 'apollo-require-preflight': 'true' };
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: link.concat(new HttpLink({ uri: `${url}/graphql`, headers })),
    });
    onTestFinished(() => client.stop());
    for (const id of ['wal_busy', 'wal_c1f0aa']) {
      const query = gql`query ($id: ID!) { wallet(id: $id) { id } }`;
      const { data } = await client.query({ query, variables: { id } });
      expect(data).toMatchObject({ wallet: { id } });
    }
  });

  it('are told of as not served over WebSocket and SSE', async () => {
    const gateway = await startWithSimulator();
    for (const transport of TRANSPORTS.filter(({ serves }) => serves === 'subscription')) {
      const { errors } = await transport.ask(gateway, { query: '', extensions: persisted(QUERY) });
      expect(errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }]);
    }
  });
});
