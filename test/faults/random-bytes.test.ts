/** Whatever bytes come, on either transport: the gateway goes on. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startWithSimulator } from '../support/gateway.js';
import { connectTo } from '../support/raw-http.js';
import { frame, upgraded } from '../support/raw-websocket.js';

const RUNS = 150;
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const words = fc
  .array(
    fc.constantFrom(
      ...[
        'GET ',
        'POST ',
        '/graphql',
        '/graphql/stream',
        '?query={__typename}',
        ' HTTP/1.1',
        '\r\n',
        '\r\n\r\n',
        'host: g',
        '%',
        ' ',
      ],
      ...[
        'content-length: 5',
        'transfer-encoding: chunked',
        'connection: upgrade',
        'upgrade: websocket',
        'expect: 100-continue',
        '0',
        '{}',
      ],
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.from(parts.join('')));
const messages = fc.oneof(
  bytes,
  fc
    .record({
      type: fc.constantFrom('connection_init', 'subscribe', 'complete', 'ping', 'pong', 'next', '', 7),
      id: fc.oneof(fc.string(), fc.constant('1'), fc.anything()),
      payload: fc.oneof(
        fc.anything(),
        fc.record({ query: fc.oneof(fc.constant('{ __typename }'), fc.string()), variables: fc.anything() }),
      ),
    })
    .map((message) =>
      Buffer.from(JSON.stringify(message, (_, value) => (typeof value === 'bigint' ? `${value}` : value))),
    ),
);

it('over HTTP', { timeout: 60_000 }, async () => {
  const { url, run } = await startWithSimulator();
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, words), async (input) => {
      const socket = connectTo(url);
      await new Promise((resolve) => socket.end(input, () => resolve(undefined)));
      await new Promise((resolve) => socket.resume().once('close', resolve));
    }),
    { numRuns: RUNS },
  );
  expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
});

it('over WebSocket', { timeout: 60_000 }, async () => {
  const { url, run, gateway } = await startWithSimulator();
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(messages, { maxLength: 8 }),
      fc.boolean(),
      async (greets, inputs, isFramed) => {
        const socket = await upgraded(url);
        if (greets) socket.write(frame('{"type":"connection_init"}'));
        for (const input of inputs) socket.write(isFramed ? frame(input) : input);
        await new Promise((resolve) => socket.end(() => resolve(undefined)));
        await new Promise((resolve) => socket.resume().once('close', resolve));
      },
    ),
    { numRuns: RUNS },
  );
  expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  expect(gateway.watchedOrders).toBe(0);
});
