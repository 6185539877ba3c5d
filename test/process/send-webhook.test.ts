import { expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { startGateway } from '../support/gateway.js';
import { startRestServer } from '../support/rest-server.js';

const SECRETS = {
  WEBHOOK_TOKEN: 'a-token-of-the-sender,old',
  WEBHOOK_HMAC_SECRET: 'a secret that is long enough for HMAC, 32 bytes and more',
};

it('a webhook is sent as the gateway asks for it, and what is wrong is told', { timeout: 60_000 }, async () => {
  const rest = await startRestServer(() => '{"status":"1","data":{}}');
  const { url } = await startGateway(rest.url, { env: SECRETS });
  const send = (args: string[], env: Record<string, string> = SECRETS) => runCommand('send-webhook', args, env);
  expect(await send(['o1', 'FAILED', '--to', url])).toEqual({
    status: 0,
    text: 'The gateway took the webhook: {"status":"1"}\n',
  });
  expect(await send(['o1', '--to', url], {})).toMatchObject({
    status: 1,
    text: expect.stringContaining('answered 401'),
  });
  expect(await send(['o1', '--to', 'http://127.0.0.1:1'])).toMatchObject({
    status: 1,
    text: expect.stringContaining('cannot be reached'),
  });
  expect(await send([])).toMatchObject({ status: 1, text: expect.stringContaining('send-webhook -- ORDER_ID') });
});
