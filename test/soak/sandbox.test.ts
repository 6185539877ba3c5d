/** Apollo Sandbox's page in a real browser, with stand-ins for what it loads: its policy must let the page work, and nothing else. */
import { describe, expect, it } from 'vitest';
import { hasChromium, startBrowser } from '../support/chromium.js';
import { startWithSimulator } from '../support/gateway.js';

/** As the real one, it shows a frame, and sends operations from the page itself, over HTTP and WebSocket. */
const SANDBOX_SCRIPT = `
  window.EmbeddedSandbox = class {
    constructor({ target, initialEndpoint }) {
      const frame = document.createElement('iframe');
      frame.src = 'https://sandbox.embed.apollographql.com/sandbox/explorer';
      document.querySelector(target).append(frame);
      const query = '{ __typename }';
      window.results = {
        http: fetch(initialEndpoint, {
          method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }),
        }).then((response) => response.json()),
        socket: new Promise((resolve, reject) => {
          const socket = new WebSocket(initialEndpoint.replace('http', 'ws'), 'graphql-transport-ws');
          socket.onopen = () => socket.send('{"type":"connection_init"}');
          socket.onmessage = ({ data }) => resolve(JSON.parse(data));
          socket.onerror = () => reject(new Error('no socket'));
        }),
        elsewhere: fetch('https://elsewhere.example/').then(() => 'reached', () => 'blocked'),
      };
    }
  };`;

describe.skipIf(!hasChromium)('Apollo Sandbox', { timeout: 60_000 }, () => {
  it('loads, asks over HTTP and WebSocket, and reaches nobody else', async () => {
    const { url } = await startWithSimulator({ env: { SANDBOX: 'on' } });
    const page = await (await startBrowser()).newPage();
    const blocked: string[] = [];
    page.on('console', (message) => {
      const text = message.text();
      if (/Content Security Policy/.test(text)) blocked.push(text);
    });
    await page.route(/^https:/, (route) => {
      const { hostname } = new URL(route.request().url());
      if (hostname === 'embeddable-sandbox.cdn.apollographql.com')
        return route.fulfill({ contentType: 'text/javascript', body: SANDBOX_SCRIPT });
      if (hostname === 'sandbox.embed.apollographql.com')
        return route.fulfill({ contentType: 'text/html', body: '<title>the sandbox itself</title>' });
      if (hostname === 'fonts.googleapis.com') return route.fulfill({ contentType: 'text/css', body: '' });
      return route.fulfill({ headers: { 'access-control-allow-origin': '*' }, body: '' });
    });
    await page.goto(`${url}/graphql`);
    const results = await page.evaluate(async () => {
      const { http, socket, elsewhere } = (globalThis as unknown as { results: Record<string, Promise<unknown>> })
        .results;
      return { http: await http, socket: await socket, elsewhere: await elsewhere };
    });
    expect(results).toEqual({
      http: { data: { __typename: 'Query' } },
      socket: { type: 'connection_ack' },
      elsewhere: 'blocked',
    });
    const frame = page.frames().find((candidate) => candidate.url().includes('sandbox.embed'));
    expect(await frame?.title()).toBe('the sandbox itself');
    expect(blocked.filter((text) => !text.includes('elsewhere.example'))).toEqual([]);
  });

  it('is framed by nobody', async () => {
    const { url } = await startWithSimulator();
    const page = await (await startBrowser()).newPage();
    await page.route('http://thief.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${url}/graphql"></iframe>` }),
    );
    await page.goto('http://thief.example/');
    await expect
      .poll(() => page.frames().map((frame) => frame.url()), { timeout: 10_000 })
      .toContain('chrome-error://chromewebdata/');
  });
});
