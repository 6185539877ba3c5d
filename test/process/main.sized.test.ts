import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { SETTINGS } from '../../src/config/settings/settings.js';
import { startProcess } from '../support/process.js';
import { startRestServer } from '../support/rest-server.js';
import { sized } from '../support/sized.js';

describe('the process', { timeout: 60_000 }, () => {
  it('shows a banner whose query and subscription work as they are', async () => {
    const run = startProcess({});
    const url = await run.listening();
    const [query, subscription] = run
      .out()
      .split('\n')
      .filter((line) => line.startsWith('    '))
      .map((line) => line.trim());
    expect(await run.run(query ?? '')).toMatchObject({
      data: { wallet: { asset: 'USDT', balance: { available: '65.2932' } } },
    });

    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const messages: { type: string; payload?: unknown }[] = [];
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    const completed = new Promise<void>((resolve) => {
      socket.on('message', (text) => {
        messages.push(JSON.parse(String(text)));
        if (messages.at(-1)?.type === 'connection_ack') {
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription } }));
        }
        if (messages.at(-1)?.type === 'complete') resolve();
      });
    });
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    await completed;
    expect(messages.map(({ type }) => type)).toEqual(['connection_ack', 'next', 'complete']);
    expect(messages[1]?.payload).toMatchObject({
      data: { topupStatus: { status: 'COMPLETED', wallet: { balance: { available: '65.2932' } } } },
    });

    run.child.kill('SIGTERM');
    expect(await closed).toBe(1001);
    expect(await run.exit).toBe(0);
  });

  it.each(sized(['SIGTERM'] as const, ['SIGTERM', 'SIGINT'] as const))(
    'lets a running operation end on %s, and then exits with 0',
    async (signal) => {
      let answerNow: () => void = () => {};
      const held = new Promise<void>((resolve) => {
        answerNow = resolve;
      });
      let asked: () => void = () => {};
      const wasAsked = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const rest = await startRestServer(async () => {
        // One of the two calls is the probe that every start sends.
        if (rest.calls.length === 2) asked();
        await held;
        return { status: '1', data: { matrix: [] } };
      });
      const run = startProcess({ UPSTREAM_URL: rest.url, AUTH: 'none', STORE_URL: 'memory:' });
      const answer = run.run('{ assetNetworks { asset } }');
      await wasAsked;
      run.child.kill(signal);
      await new Promise<void>((resolve) =>
        run.child.stderr?.on('data', () => run.err().includes('shutdown started') && resolve()),
      );
      answerNow();
      expect(await answer).toMatchObject({ data: { assetNetworks: [] } });
      expect(await run.exit).toBe(0);
    },
  );

  it('takes the embedded simulator’s webhooks whatever names clients may use', async () => {
    const run = startProcess({ ALLOWED_HOSTS: 'gw.example.com' });
    const url = await run.listening();
    const webhook = JSON.stringify({ event: 'topup.status', data: {} });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: webhook };
    expect((await fetch(`${url}/webhooks/topup.status`, init)).status).toBe(400);
  });

  it('exits with 1 and all that is wrong with the configuration', async () => {
    const run = startProcess({ PORT: 'x', UPSTREAM_URL: 'nowhere' });
    expect(await run.exit).toBe(1);
    expect(run.err()).toContain('PORT');
    expect(run.err()).toContain('UPSTREAM_URL');
    expect(run.err()).not.toContain('    at ');
  });

  it('exits with 1 and a clear word when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const run = startProcess({ PORT: String((other.address() as AddressInfo).port) });
    expect(await run.exit).toBe(1);
    other.close();
    expect(run.err()).toContain('PORT');
  });

  it('prints every setting with --help, and starts nothing', async () => {
    const run = startProcess({}, { args: ['--help'] });
    expect(await run.exit).toBe(0);
    for (const name of Object.keys(SETTINGS)) expect(run.out()).toContain(`  ${name}\n`);
    expect(run.out()).not.toContain('/graphql\n');
    expect(run.err()).toBe('');
  });

  it.each([['--port', '4000'], ['constructor']])('rejects any other argument: %s', async (...args) => {
    const run = startProcess({}, { args });
    expect(await run.exit).toBe(1);
    expect(run.err()).toContain('Usage: npm start');
  });

  it('warns of a variable that resembles a setting', async () => {
    const run = startProcess({ CORS_ORIGIN: 'https://app.example.com' });
    await run.listening();
    expect(run.err()).toContain('"variable":"CORS_ORIGIN","resembles":"CORS_ORIGINS"');
  });
});
