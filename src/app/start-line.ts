/** The log line of a start: what runs, where, and before what. */
import type { Logger } from 'pino';
import { VERSION } from '../common/version.js';
import type { Config } from '../config/config.js';
import { shownStoreUrl } from '../redis/redis-url.js';
import { MAX_CLOCK_SKEW_MS, type Probe } from '../rest/probe.js';

export interface StartOptions {
  config: Config;
  /** Address of the gateway. */
  url: string;
  metricsUrl: string | undefined;
  /** Address of the REST API. */
  upstreamUrl: URL;
  log: Logger;
}

/** Logs the settings that matter at a start, without a secret. `AUTH=none` before a real REST API is a warning, since every caller may do everything. */
export function logStart({ config, url, metricsUrl, upstreamUrl, log }: StartOptions): void {
  const { jwt, storeUrl, changedLimits, metrics } = config;
  const isSimulated = config.upstreamUrl === undefined;
  log.info(
    {
      component: 'process',
      version: VERSION,
      node: process.version,
      url,
      metricsUrl,
      upstream: upstreamUrl.href,
      isSimulated,
      auth: jwt ? 'jwt' : 'none',
      store: shownStoreUrl(storeUrl),
      traces: config.traces !== undefined,
      changedLimits,
    },
    'gateway started',
  );
  if (metrics?.isDefault && metricsUrl !== undefined && new URL(metricsUrl).port !== String(metrics.port))
    log.info({ component: 'process', metricsUrl }, 'metrics port taken; using the next free one');
  if (!jwt && !isSimulated)
    log.warn({ component: 'process', advice: 'set AUTH=jwt' }, 'every caller is an operator of a real REST API');
}

/** Logs what is wrong with the REST API at a start. The gateway serves nevertheless: the REST API may come up later. */
export function logProbe({ problem, advice, clockSkewMs = 0 }: Probe, log: Logger): void {
  const component = 'probe';
  if (problem !== undefined) log.warn({ component, problem, advice }, 'rest api cannot be used');
  if (Math.abs(clockSkewMs) > MAX_CLOCK_SKEW_MS)
    log.warn(
      { component, clockSkewMs, advice: 'synchronize the clock of this machine' },
      'clock differs from the rest api',
    );
}
