/** `/_simulator`: orders, faults and calls in a browser. */
import { LATENCY_PROFILES } from './latency.js';

/** The page's own script and style, and requests to the simulator alone. */
export const CONTROL_PAGE_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Faults that a frontend has to cope with, by a button each. */
const FAULTS = {
  'Balances fail': [{ on: 'walletBalance', kind: 'http-error' }],
  Outage: [{ on: '*', kind: 'http-error' }],
  'Slow (2 s)': [{ on: '*', kind: 'latency', ms: 2_000 }],
  'Next order: outcome unknown': [{ on: 'createOrder', kind: 'reset', after: true, times: 1 }],
  'Webhooks get lost': [{ on: 'webhook', kind: 'lost' }],
};

export const CONTROL_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulator</title>
<style>
  :root { color-scheme: light dark }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  td, th { text-align: left; padding: 0.25rem 0.5rem; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  button { font: inherit; margin: 0 0.25rem 0.25rem 0; cursor: pointer }
  button[aria-pressed=true] { font-weight: 700 }
  code, pre { font-size: 0.9em; overflow-wrap: anywhere; white-space: pre-wrap }
</style>
</head>
<body>
<h1>Simulator of the REST API</h1>
<h2>Faults</h2>
<p id="buttons"></p>
<pre id="faults" aria-live="polite"></pre>
<h2>Latency</h2>
<p id="latencies"></p>
<h2>Orders</h2>
<p><button id="fail">The next order fails</button></p>
<table><thead><tr><th>Order</th><th>Wallet</th><th>Created</th><th>Status</th><th>Change to</th></tr></thead><tbody id="orders"></tbody></table>
<h2>Calls of the gateway</h2>
<table><tbody id="calls"></tbody></table>
<script>
const FAULTS = ${JSON.stringify(FAULTS)};
const LATENCIES = ${JSON.stringify(LATENCY_PROFILES)};
const STATUSES = ['TRANSFERRING', 'CREDITED', 'COMPLETED', 'FAILED'];
const ask = async (path, body, method = body === undefined ? 'GET' : 'POST') => {
  const response = await fetch('_simulator/' + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return (await response.json()).data;
};
const element = (name, text, onClick) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (onClick) made.addEventListener('click', () => onClick().then(show));
  return made;
};
const row = (...cells) => {
  const made = document.createElement('tr');
  for (const cell of cells) {
    const td = document.createElement('td');
    td.append(...[cell].flat());
    made.append(td);
  }
  return made;
};
const fill = (id, rows) => document.getElementById(id).replaceChildren(...rows);
const show = async () => {
  const [faults, orders, calls] = await Promise.all(['faults', 'orders', 'calls'].map((path) => ask(path)));
  document.getElementById('faults').textContent = faults.length > 0 ? JSON.stringify(faults, null, 1) : 'none';
  fill('orders', orders.map(({ orderId, walletId, created, status }) =>
    row(element('code', orderId), walletId, created, status,
      STATUSES.filter((other) => other !== status).map((other) =>
        element('button', other, () => ask('orders/' + orderId + '/status', { status: other }))))));
  fill('calls', calls.map(({ method, path }) => row(method, element('code', path))));
};
fill('buttons', [
  ...Object.entries(FAULTS).map(([name, faults]) => element('button', name, () => ask('faults', faults))),
  element('button', 'None', () => ask('faults', undefined, 'DELETE')),
]);
fill('latencies', Object.entries(LATENCIES).map(([latency, ms]) =>
  element('button', ms === '0' ? 'No latency' : latency + ' (' + ms + ' ms)', () => ask('latency', { latency }))));
document.getElementById('fail').addEventListener('click', () => ask('fail-next-orders', { count: 1 }));
const watch = () => show().catch(() => {}).then(() => setTimeout(watch, 1000));
watch();
</script>
</body>
</html>
`;
