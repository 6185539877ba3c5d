/** `npm run send-webhook -- ORDER`: tells a gateway that an order has changed, as the REST API does. */
import { createHmac } from 'node:crypto';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { ConfigReader } from '../config/config-reader.js';
import { readWebhookSecrets } from '../config/webhook-settings.js';
import { WEBHOOK_PATH } from '../http/webhook-route.js';
import { isId } from '../input/check-id.js';
import { runCommand, UsageError } from './command.js';

const USAGE = `npm run --silent send-webhook -- ORDER_ID [STATUS]
  --to URL   the gateway, by default http://127.0.0.1:4000
The gateway reads the order then, so the status of the webhook changes nothing by itself.`;

runCommand(async () => {
  const { orderId, status, to } = readArguments();
  const reader = new ConfigReader(process.env);
  const { tokens, signature } = readWebhookSecrets(reader);
  if (reader.problems.length > 0) throw new UsageError(reader.problems.join('\n'));
  const body = JSON.stringify({ event: 'topup.status', data: { orderId, status } });
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const [token] = tokens;
  if (token !== undefined) headers['x-webhook-token'] = token;
  if (signature)
    headers[signature.header] = `sha256=${createHmac('sha256', signature.secret).update(body).digest('hex')}`;
  const response = await request(new URL(WEBHOOK_PATH, to), { method: 'POST', headers, body }).catch(
    ({ message, code }: NodeJS.ErrnoException) => {
      throw new UsageError(`${to} cannot be reached: ${message || code}.`);
    },
  );
  const answer = await response.body.text();
  if (response.statusCode !== 200) throw new UsageError(`The gateway answered ${response.statusCode}: ${answer}`);
  return `The gateway took the webhook: ${answer}`;
});

function readArguments(): { orderId: string; status: string; to: string } {
  try {
    const options = { to: { type: 'string', default: 'http://127.0.0.1:4000' } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [orderId, status = 'COMPLETED', ...rest] = positionals;
    if (orderId !== undefined && isId(orderId) && rest.length === 0 && URL.canParse(values.to))
      return { orderId, status, to: values.to };
  } catch {
    // As wrong as any other.
  }
  throw new UsageError(USAGE);
}
