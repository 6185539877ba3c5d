/** `npm run doctor`: checks the environment of a gateway as a start would, and says for each part what is wrong and what to change. */
import pino from 'pino';
import { openState } from '../app/open-state.js';
import { fetchKeySet, proxyDispatcher } from '../auth/jwks.js';
import type { KeySource } from '../auth/verification-keys.js';
import { toSafeError } from '../common/safe-errors.js';
import { type Config, ConfigError, readConfig } from '../config/config.js';
import { shownStoreUrl } from '../redis/redis-url.js';
import { causeCodeOf } from '../rest/advice.js';
import { unlessAborted } from '../rest/operation.js';
import { MAX_CLOCK_SKEW_MS, type Probe, probeUpstream } from '../rest/probe.js';
import { transportOf } from './upstream.js';

interface Finding {
  kind: 'ok' | 'skip' | 'warn' | 'FAIL';
  what: string;
  detail: string;
}

const STORE_TIMEOUT_MS = 5_000;
const SILENT = pino({ level: 'silent' });

const finding = (kind: Finding['kind'], what: string, detail: string): Finding => ({ kind, what, detail });

/** @returns the findings in the order of the checks. */
async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [finding('FAIL', 'settings', error.message.replaceAll('\n', '\n      '))];
  }
  const { upstreamUrl } = config;
  if (!upstreamUrl) return [...examineSettings(config), finding('skip', 'REST API', 'the embedded simulator is used')];
  const probe = await ask(config, upstreamUrl);
  return [
    ...examineSettings(config),
    examineAnswer(probe, upstreamUrl),
    examineClock(probe),
    ...(await examineKeys(config)),
    await examineStore(config, upstreamUrl),
  ];
}

function examineSettings({ misspelled, jwt, upstreamUrl, webhook }: Config): Finding[] {
  const found = [finding('ok', 'settings', 'can be read')];
  for (const { variable, resembles } of misspelled)
    found.push(finding('warn', 'settings', `${variable} has no effect: rename it to ${resembles}, or remove it`));
  if (upstreamUrl && !jwt)
    found.push(finding('warn', 'sign-in', 'AUTH=none makes every caller an operator: set AUTH=jwt'));
  if (upstreamUrl && webhook.tokens.length === 0 && !webhook.signature)
    found.push(finding('warn', 'webhook', 'everyone can send webhooks: set WEBHOOK_TOKEN'));
  return found;
}

async function ask(config: Config, baseUrl: URL): Promise<Probe> {
  const transport = transportOf(config, baseUrl);
  try {
    return await probeUpstream(transport, config.upstreamTimeoutMs);
  } finally {
    await transport.close();
  }
}

function examineAnswer({ problem, advice }: Probe, { href }: URL): Finding {
  if (problem === undefined) return finding('ok', 'REST API', `${href} answers`);
  return finding('FAIL', 'REST API', advice === undefined ? problem : `${problem}: ${advice}`);
}

function examineClock({ clockSkewMs }: Probe): Finding {
  if (clockSkewMs === undefined) return finding('skip', 'clock', 'the REST API did not say its time');
  const seconds = `${(clockSkewMs / 1_000).toFixed(1)} s from the REST API's`;
  if (Math.abs(clockSkewMs) <= MAX_CLOCK_SKEW_MS) return finding('ok', 'clock', seconds);
  return finding('FAIL', 'clock', `${seconds}: synchronize the clock of this machine`);
}

async function examineKeys({ jwt = [] }: Config): Promise<Finding[]> {
  const sources = jwt.flatMap(({ key }) => ('jwksUrl' in key ? [key] : []));
  if (sources.length === 0) return [finding('skip', 'key set', 'JWT_JWKS_URL is not set')];
  return Promise.all(sources.map(examineKeySet));
}

async function examineKeySet({ jwksUrl, proxy }: Extract<KeySource, { jwksUrl: URL }>): Promise<Finding> {
  try {
    await fetchKeySet(jwksUrl, proxyDispatcher(proxy));
    return finding('ok', 'key set', jwksUrl.href);
  } catch (error) {
    const reason = causeCodeOf(error) ?? toSafeError(error).message;
    return finding(
      'FAIL',
      'key set',
      `no keys (${reason}): check that ${jwksUrl.href} (JWT_JWKS_URL) can be reached and is a key set`,
    );
  }
}

async function examineStore({ storeUrl }: Config, upstreamUrl: URL): Promise<Finding> {
  const where = shownStoreUrl(storeUrl);
  try {
    const state = await openState({ storeUrl, upstreamUrl, log: SILENT, isCommand: true });
    try {
      const isLate = new Error('no answer: check that it runs, and STORE_URL');
      await unlessAborted(state.opened, AbortSignal.timeout(STORE_TIMEOUT_MS), isLate);
      return finding('ok', 'store', where);
    } finally {
      await state.close();
    }
  } catch (error) {
    return finding('FAIL', 'store', `${where}: ${toSafeError(error).message}`);
  }
}

examine().then(
  (findings) => {
    const lines = findings.map(({ kind, what, detail }) => `${kind.padEnd(5)} ${what}: ${detail}`);
    process.stdout.write(`${lines.join('\n')}\n`);
    process.exitCode = findings.some(({ kind }) => kind === 'FAIL') ? 1 : 0;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
