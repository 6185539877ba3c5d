/** One id: in the response, its errors, the log and every REST call. */
import { describe, expect, it, vi } from 'vitest';
import { sampleDirectory } from '../../src/simulator/sample/sample-data.js';
import { startGateway, startWithSimulator } from '../support/gateway.js';
import { logLines } from '../support/redis.js';
import { startRestServer } from '../support/rest-server.js';
import { subscribeTo } from '../support/subscription.js';
import { customerToken, JWT_ENV } from '../support/tokens.js';

const NEW_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

async function start(env: Record<string, string> = {}) {
  const lines = logLines();
  const rest = await startRestServer((_, respond) => {
    respond.statusCode = 500;
    return '{}';
  });
  const started = await startGateway(rest.url, { log: lines.log, env });
  const ask = async (headers: Record<string, string>, query = '{ wallet(id: "w1") { id } }') => {
    const response = await fetch(`${started.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const answer = (await response.json()) as { errors: { extensions: { requestId: string } }[] };
    return {
      id: response.headers.get('x-request-id') ?? '',
      inErrors: answer.errors.map((e) => e.extensions.requestId),
    };
  };
  return { ...started, rest, lines, ask };
}

describe('a request id', () => {
  it('of a trusted proxy is in the response, its errors, the log and each REST call', async () => {
    const { ask, rest, lines } = await start({ TRUST_PROXY: 'loopback' });
    expect(await ask({ 'x-request-id': 'edge-1' })).toEqual({ id: 'edge-1', inErrors: ['edge-1'] });
    expect(new Set(rest.calls.map(({ headers }) => headers['x-request-id']))).toEqual(new Set(['edge-1']));
    expect(rest.calls[0]?.headers['user-agent']).toMatch(/^wallet-gateway\/\d/);
    const told = lines.entries().filter(({ requestId }) => requestId === 'edge-1');
    expect(told.map(({ msg }) => msg)).toEqual(['upstream call failed', 'operation ended']);
  });

  it.each([
    ['without a trusted proxy', {}, 'edge-1'],
    ['that could forge a log line', { TRUST_PROXY: 'loopback' }, 'a b'],
    ['that is too long', { TRUST_PROXY: 'loopback' }, 'x'.repeat(129)],
    ['that is an e-mail address', { TRUST_PROXY: 'loopback' }, 'ann@example.com'],
  ])('%s is not taken', async (_, env, given) => {
    const { ask, rest } = await start(env);
    const { id, inErrors } = await ask({ 'x-request-id': given });
    expect(id).toMatch(NEW_ID);
    expect(inErrors).toEqual([id]);
    expect(rest.calls[0]?.headers['x-request-id']).toBe(id);
  });

  it.each([
    ['a document that is none', '{'],
    ['a field that is none', '{ nothing }'],
  ])('is in the errors of %s', async (_, query) => {
    const { ask } = await start();
    const { id, inErrors } = await ask({}, query);
    expect(inErrors).toEqual([id]);
  });

  it('is in refusals by Apollo Server, whose code is counted', async () => {
    const { url, lines } = await start();
    const response = await fetch(`${url}/graphql?query={nothing}`);
    const { errors } = (await response.json()) as { errors: { extensions: { requestId: string } }[] };
    expect(errors[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'));
    expect(lines.entries().at(-1)).toMatchObject({ msg: 'operation ended', outcome: 'rejected', codes: 'BAD_REQUEST' });
  });

  it('of a WebSocket begins the ids of its operations', async () => {
    const lines = logLines();
    const started = await startWithSimulator({ log: lines.log, seed: sampleDirectory() });
    const client = started.client();
    const events = subscribeTo(client, '{ __typename }');
    await events.rest();
    await client.dispose();
    await vi.waitFor(() => expect(lines.entries().at(-1)).toMatchObject({ msg: 'socket closed', code: 1000 }));
    const [opened, operation, closed] = lines.entries();
    expect(opened).toMatchObject({ msg: 'socket opened', requestId: expect.stringMatching(NEW_ID) });
    expect(operation).toMatchObject({ transport: 'websocket', requestId: `${opened?.requestId}/1` });
    expect(closed).toMatchObject({ requestId: opened?.requestId });
  });
});

describe('the access log', () => {
  it('has the hash of a document and never its name', async () => {
    const lines = logLines();
    const started = await startWithSimulator({ log: lines.log });
    await started.run('query Invented { __typename }');
    expect(lines.text()).not.toContain('Invented');
    expect(lines.entries().at(-1)).toMatchObject({
      component: 'access',
      operationType: 'query',
      operationHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      viewer: 'operator',
      outcome: 'success',
    });
  });

  it('is empty with LOG_REQUESTS=off', async () => {
    const lines = logLines();
    const started = await startWithSimulator({ log: lines.log, env: { LOG_REQUESTS: 'off' } });
    await started.run('{ __typename }');
    await subscribeTo(started.client(), '{ __typename }').rest();
    expect(lines.entries()).toEqual([]);
  });
});

it('of a customer’s request is in the calls that prove what is theirs', async () => {
  const rest = await startRestServer(() => '{"status":"1","data":{"items":[]}}');
  const { url } = await startGateway(rest.url, { env: { ...JWT_ENV, TRUST_PROXY: 'loopback' } });
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': 'edge-2',
      authorization: `Bearer ${await customerToken('c1')}`,
    },
    body: JSON.stringify({ query: '{ wallet(id: "w1") { id } }' }),
  });
  expect(rest.calls.map(({ path, headers }) => [path.split('?')[0], headers['x-request-id']])).toEqual([
    ['/customers/c1/wallets', 'edge-2'],
  ]);
});
