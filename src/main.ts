/** The process: arguments, configuration, the embedded simulator, start and graceful stop. */
import { setFlagsFromString } from 'node:v8';
import pino, { type Logger } from 'pino';
import { banner } from './app/banner.js';
import { createGateway, type Gateway } from './app/gateway.js';
import { logProbe, logStart } from './app/start-line.js';
import { nameOfAddress } from './common/host-names.js';
import { toSafeError } from './common/safe-errors.js';
import { StoreError } from './common/store-error.js';
import { type Config, ConfigError, readConfig } from './config/config.js';
import { settingsAsHelp, USAGE } from './config/settings-text.js';
import { WEBHOOK_PATH } from './http/webhook-route.js';
import { logOnStandardError } from './observability/log-destination.js';
import type { Simulator } from './simulator/simulator.js';

/** The time after which a stop is forced, in milliseconds, beyond `DRAIN_DELAY_MS`. A graceful stop takes less. */
const STOP_TIMEOUT_MS = 9_500;
/** The terminal and npm both deliver Ctrl-C, so a second signal within this time is the same one. A later one stops at once. In ms. */
const SAME_SIGNAL_MS = 1_000;

/** Commands of the image beside `serve`. Each is a script, which runs when it is imported. */
const COMMANDS: ReadonlyMap<string, () => Promise<unknown>> = new Map([
  ['healthcheck', () => import('./commands/healthcheck.js')],
  ['simulator', () => import('./simulator/run-simulator.js')],
  ['doctor', () => import('./commands/doctor.js')],
  ['idempotency', () => import('./commands/idempotency.js')],
  ['erase-customer', () => import('./commands/erase-customer.js')],
  ['store', () => import('./commands/store/store-command.js')],
  ['send-webhook', () => import('./commands/send-webhook.js')],
  ['repair-store', () => import('./commands/repair-store.js')],
  ['token', () => import('./commands/token.js')],
]);

class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(): Promise<void> {
  // By default, V8 lets the heap grow to four times the live objects between collections. Twice takes 165 MB of resident memory under load
  // instead of 235, for less than 1 % of CPU.
  setFlagsFromString('--heap-growing-percent=100');
  const [command = 'serve', ...args] = process.argv.slice(2);
  const script = COMMANDS.get(command);
  if (script) {
    // A command reads its own arguments.
    process.argv.splice(2, 1);
    await script();
    return;
  }
  if (command !== 'serve' || args.length > 0) return help([command, ...args]);
  const config = readConfig(process.env);
  // Standard output is for people, standard error for log collectors.
  const log = pino({ level: config.logLevel, serializers: { err: toSafeError } }, logOnStandardError());

  for (const fields of config.misspelled)
    log.warn({ component: 'config', ...fields }, 'unknown variable resembles a setting and has no effect');

  const embedded = config.upstreamUrl ? undefined : await startEmbedded(config);
  const simulator = embedded?.simulator;
  const upstreamUrl = config.upstreamUrl ?? new URL(simulator?.url ?? '');
  const gateway = await createGateway({
    config: { ...config, upstreamUrl, ingress: embedded ? openToSimulator(config) : config.ingress },
    seed: [...(embedded?.directory ?? []), ...config.directorySeed],
    ...(embedded && { sample: embedded.sample }),
    log,
  });
  const url = await gateway.listen();
  logStart({ config, url, metricsUrl: gateway.metricsUrl, upstreamUrl, log });
  simulator?.setWebhookUrl(webhookUrl(url, config));

  // A terminal sends SIGHUP when it closes, which ends the process as before.
  if (!process.stdin.isTTY) process.on('SIGHUP', () => reloadSettings(gateway, upstreamUrl, log));
  stopOnSignals(log, gateway, simulator, config.drainDelayMs + STOP_TIMEOUT_MS);
  if (config.upstreamUrl) void gateway.probe().then((probe) => logProbe(probe, log));
  const sample = embedded && { sample: embedded.sample };
  process.stdout.write(
    banner({
      url,
      explorer: config.explorer,
      metricsUrl: gateway.metricsUrl,
      upstreamUrl: upstreamUrl.href,
      ...sample,
    }),
  );
}

/** Prints the settings for `--help`; any other argument is an error. */
function help(args: readonly string[]): void {
  if (args.join(' ') !== '--help') throw new UsageError(USAGE);
  process.stdout.write(settingsAsHelp());
}

/** Loads the simulator on demand, since with a real REST API it would only delay the start. */
async function startEmbedded({ simulatorPort, webhook: { signature } }: Config) {
  const { BUSY_TRANSFERRING_ORDER_IDS, SAMPLE_ORDER_ID, SAMPLE_WALLET_ID, sampleDirectory } = await import(
    './simulator/sample/sample-data.js'
  );
  const { startSimulator } = await import('./simulator/simulator.js');
  const { readWorld } = await import('./simulator/environment.js');
  const problems: string[] = [];
  const world = readWorld(process.env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    simulator: await startSimulator({
      ...world,
      port: simulatorPort,
      ...(signature && { webhookSignature: signature }),
    }),
    directory: sampleDirectory(),
    sample: { walletId: SAMPLE_WALLET_ID, orderId: SAMPLE_ORDER_ID, liveOrderId: BUSY_TRANSFERRING_ORDER_IDS[0] ?? '' },
  };
}

/** The simulator sends its webhooks to `HOST`, whichever names `ALLOWED_HOSTS` gives clients. */
function openToSimulator({ ingress, host }: Config): Config['ingress'] {
  const { allowedHosts } = ingress;
  return { ...ingress, allowedHosts: allowedHosts && [...allowedHosts, nameOfAddress(host) ?? host] };
}

function webhookUrl(url: string, { webhook: { tokens } }: Config): string {
  const webhook = new URL(WEBHOOK_PATH, url);
  const [token] = tokens;
  if (token !== undefined) webhook.searchParams.set('token', token);
  return webhook.href;
}

/** Takes over changed files. Invalid settings are logged and change nothing. */
function reloadSettings(gateway: Gateway, upstreamUrl: URL, log: Logger): void {
  const component = 'process';
  try {
    const config = readConfig(process.env);
    gateway.reload({ ...config, upstreamUrl });
    log.level = config.logLevel;
    log.info({ component }, 'settings reloaded');
  } catch (error) {
    const problems = error instanceof ConfigError ? error.message.split('\n') : undefined;
    log.error(
      { component, problems, ...(!problems && { err: error }), advice: 'correct them and send SIGHUP again' },
      'settings cannot be reloaded; the present ones stay',
    );
  }
}

function stopOnSignals(log: Logger, gateway: Gateway, simulator: Simulator | undefined, timeoutMs: number): void {
  const stop = async (signal: string): Promise<void> => {
    log.info({ component: 'process', signal }, 'shutdown started');
    setTimeout(() => process.exit(0), timeoutMs).unref();
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
      log.error({ component: 'process', err: error }, 'shutdown failed');
      process.exit(1);
    });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

main().catch((error: unknown) => {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
});

/** An operator can correct the known errors. Only an unexpected error shows its stack. */
function describe(error: unknown): string {
  if (error instanceof StoreError || error instanceof UsageError) return error.message;
  if (error instanceof ConfigError) return `The configuration is invalid:\n${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${error.message}\nSet PORT (or METRICS_PORT, or SIMULATOR_PORT) to a free port.`;
  return code === undefined ? (error.stack ?? error.message) : error.message;
}
