/** `GET /`: what is here. */
import type { FastifyInstance } from 'fastify';
import { STREAM_PATH } from '../stream/graphql-stream.js';
import type { Explorer } from './explorer-routes.js';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function registerHomePage(app: FastifyInstance, explorer: Explorer): void {
  const places = {
    graphql: '/graphql',
    subscriptions: STREAM_PATH,
    health: '/readyz',
  };
  const page = pageOf(explorer);
  app.get('/', (request, reply) => {
    if (!request.headers.accept?.includes('text/html')) return reply.send({ name: 'Wallet Gateway', ...places });
    return reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(page);
  });
}

/** Links are relative, for a proxy that serves the gateway below a path. */
const pageOf = (explorer: Explorer): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wallet Gateway</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 10vh auto; padding: 0 1rem }
  code { font-size: 0.95em }
  dt { margin-top: 1rem; font-weight: 600 }
  dd { margin: 0 }
</style>
</head>
<body>
<h1>Wallet Gateway</h1>
<p>Customers, wallets, balances, transactions and top-up orders as one GraphQL graph.</p>
<dl>
${explorer === 'off' ? '' : '<dt><a href="graphql">Explorer</a></dt><dd>Try operations in the browser.</dd>'}
<dt><code>POST /graphql</code></dt><dd>Queries and mutations; subscriptions by WebSocket (graphql-transport-ws).</dd>
<dt><code>POST ${STREAM_PATH}</code></dt><dd>Subscriptions by server-sent events.</dd>
<dt><a href="readyz">Health</a></dt><dd>Whether this instance takes traffic, and what is unavailable.</dd>
</dl>
</body>
</html>
`;
