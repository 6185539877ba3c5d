/** The simulator run alone: `npm run simulator`. */
import { readEnvironment } from './environment.js';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.js';

const help = (url: string, webhookUrl: string | undefined): string => `Simulator of the REST API: ${url}
  control   ${url}/_simulator (in a browser)
  try it    curl ${url}/wallets/wal_c1f0aa/balances
  webhooks  ${webhookUrl === undefined ? 'not sent; set SIMULATOR_WEBHOOK_URL' : `go to ${webhookUrl}`}
  faults    curl -X POST ${url}/_simulator/faults -d '[{"on":"walletBalance","kind":"http-error","times":3}]'
            on: an endpoint's name, webhook or *
            kind: latency, http-error, broken-json, reset, hang, reject; of webhooks: lost, doubled, late, reordered
            also: ms, status, message, times, pathIncludes, after; GET shows them, DELETE clears them
  orders    curl -X POST ${url}/_simulator/orders/{orderId}/status -d '{"status":"FAILED"}'
            curl -X POST ${url}/_simulator/fail-next-orders -d '{"count":1}'
            an order whose payer is named FAIL ends FAILED
  latency   curl -X POST ${url}/_simulator/latency -d '{"latency":"far"}'
`;

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  const options = readEnvironment(process.env);
  const simulator = await start(options);
  process.stdout.write(help(simulator.url, options.webhookUrl));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${options.port} is in use: choose another with SIMULATOR_PORT`);
  }
}
