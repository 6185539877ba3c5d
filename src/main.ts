/** The process: configuration, the simulator where there is no REST API, start, graceful stop. */
import { setFlagsFromString } from 'node:v8';
import pino, { type Logger } from 'pino';
import { banner } from './app/banner.js';
import { createGateway, type Gateway } from './app/gateway.js';
import { nameOfAddress } from './common/host-names.js';
import { toSafeError } from './common/safe-errors.js';
import { StoreError } from './common/store-error.js';
import { type Config, ConfigError, readConfig } from './config/config.js';
import { WEBHOOK_PATH } from './http/webhook-route.js';
import type { Simulator } from './simulator/simulator.js';

/** The gateway gives itself less; this is for what it could not foresee. */
const STOP_TIMEOUT_MS = 9_500;
/** npm forwards Ctrl-C to a process that has it from the terminal already. A signal after this time means: stop at once. In ms. */
const SAME_SIGNAL_MS = 1_000;

async function main(): Promise<void> {
  // V8 lets the heap grow to four times what is alive before it collects. Twice took 165 MB of resident memory under load instead of 235, for less
  // than a hundredth of the CPU.
  setFlagsFromString('--heap-growing-percent=100');
  const config = readConfig(process.env);
  // Standard output is for people, standard error for programs that collect logs.
  const destination = pino.destination({ dest: 2, sync: true });
  // What can't be logged, since the disk is full or nobody reads, must not end what is logged about.
  destination.on('error', () => {});
  const log = pino({ level: config.logLevel, serializers: { err: toSafeError } }, destination);

  const embedded = config.upstreamUrl ? undefined : await startEmbedded(config);
  const simulator = embedded?.simulator;
  const upstreamUrl = config.upstreamUrl ?? new URL(simulator?.url ?? '');
  const gateway = await createGateway({
    config: { ...config, upstreamUrl, frontDoor: embedded ? openToSimulator(config) : config.frontDoor },
    seed: [...(embedded?.directory ?? []), ...config.directorySeed],
    log,
  });
  const url = await gateway.listen();
  simulator?.setWebhookUrl(webhookUrl(url, config));

  stopOnSignals(log, gateway, simulator);
  const sample = embedded && { sample: embedded.sample };
  process.stdout.write(banner({ url, sandbox: config.sandbox, upstreamUrl: upstreamUrl.href, ...sample }));
}

/** The simulator, loaded where it is used: before a real REST API it would only take time at the start. */
async function startEmbedded({ simulatorPort }: Config) {
  const { SAMPLE_ORDER_ID, SAMPLE_WALLET_ID, sampleDirectory } = await import('./simulator/sample/sample-data.js');
  const { startSimulator } = await import('./simulator/simulator.js');
  return {
    simulator: await startSimulator({ port: simulatorPort }),
    directory: sampleDirectory(),
    sample: { walletId: SAMPLE_WALLET_ID, orderId: SAMPLE_ORDER_ID },
  };
}

/** The simulator sends its webhooks to `HOST`, whatever names clients are to use. */
function openToSimulator({ frontDoor, host }: Config): Config['frontDoor'] {
  const { allowedHosts } = frontDoor;
  return { ...frontDoor, allowedHosts: allowedHosts && [...allowedHosts, nameOfAddress(host) ?? host] };
}

function webhookUrl(url: string, { webhookToken }: Config): string {
  const webhook = new URL(WEBHOOK_PATH, url);
  if (webhookToken !== undefined) webhook.searchParams.set('token', webhookToken);
  return webhook.href;
}

function stopOnSignals(log: Logger, gateway: Gateway, simulator: Simulator | undefined): void {
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref();
    await gateway.close();
    await simulator?.close();
    process.exit(0);
  };
  let stoppingAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingAt !== undefined) {
      if (performance.now() - stoppingAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingAt = performance.now();
    stop(signal).catch((error: unknown) => {
      log.error({ err: error }, 'could not stop cleanly');
      process.exit(1);
    });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

main().catch((error: unknown) => {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
});

/** A person can mend each of these; only what nobody foresaw shows where in the code it happened. */
function describe(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  if (error instanceof ConfigError) return `The configuration is not valid:\n${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${error.message}\nSet PORT (or SIMULATOR_PORT) to a free port.`;
  return code === undefined ? (error.stack ?? error.message) : error.message;
}
