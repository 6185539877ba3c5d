/** How long the server keeps a connection that carries no request. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { startWithSimulator } from '../support/gateway.js';

describe('KEEP_ALIVE_TIMEOUT_MS', () => {
  it('is what answers promise', async () => {
    const headerWith = async (env: Record<string, string>): Promise<unknown> => {
      const { url } = await startWithSimulator({ env });
      const agent = new Agent({ keepAlive: true });
      onTestFinished(() => agent.destroy());
      const response = await new Promise<IncomingMessage>((resolve) => get(`${url}/healthz`, { agent }, resolve));
      response.resume();
      return response.headers['keep-alive'];
    };
    expect(await headerWith({})).toBe('timeout=72');
    expect(await headerWith({ KEEP_ALIVE_TIMEOUT_MS: '650000' })).toBe('timeout=650');
  });

  it('is not cut short by the timeouts of heads and requests', async () => {
    const limits = { LIMIT_HEADERS_MS: '100', LIMIT_REQUEST_MS: '100', LIMIT_INIT_MS: '100' };
    const { url } = await startWithSimulator({ env: { ...limits, KEEP_ALIVE_TIMEOUT_MS: '60000' } });
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    onTestFinished(() => void socket.destroy());
    const answer = (): Promise<string> =>
      new Promise((resolve) => {
        socket.once('data', (data) => resolve(data.toString()));
        socket.once('close', () => resolve('closed'));
        socket.write('GET /healthz HTTP/1.1\r\nhost: gateway\r\n\r\n');
      });
    expect(await answer()).toContain('200 OK');
    // Connections are looked at once a second.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await answer()).toContain('200 OK');
  });

  it.each([['1000'], ['3600000']])('may be %s', (text) => {
    expect(readConfig({ KEEP_ALIVE_TIMEOUT_MS: text }).ingress.keepAliveTimeoutMs).toBe(Number(text));
  });

  it.each([['0'], ['999'], ['3600001'], ['72s']])('may not be %s', (text) => {
    expect(() => readConfig({ KEEP_ALIVE_TIMEOUT_MS: text })).toThrow('KEEP_ALIVE_TIMEOUT_MS');
  });
});
