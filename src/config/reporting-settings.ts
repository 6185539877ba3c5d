/** Reads the settings of metrics, traces and logs. */
import type { MetricsAddress } from '../observability/metrics-server.js';
import type { ConfigReader } from './config-reader.js';
import { SETTINGS, type SettingName } from './settings/settings.js';

const DEFAULT_METRICS_PORT = 9_464;
const MAX_PORT = 65_535;

export function readReporting(reader: ConfigReader) {
  return {
    metrics: readMetrics(reader),
    logsRequests: reader.onOff('LOG_REQUESTS', true),
    hashesAuditIds: reader.oneOf('AUDIT_IDS', ['plain', 'hashed']) === 'hashed',
    traces: readTraces(reader),
  };
}

/** @returns undefined if there is no collector. */
function readTraces(reader: ConfigReader): { protocol: string | undefined } | undefined {
  const protocol = reader.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/protobuf', 'http/json']);
  // The SDK reads the address itself.
  return reader.httpUrl('OTEL_EXPORTER_OTLP_ENDPOINT') && { protocol };
}

/** @returns undefined for `off`. */
function readMetrics(reader: ConfigReader): MetricsAddress | undefined {
  const text = reader.text('METRICS_PORT');
  if (text === 'off') return undefined;
  const host = reader.textOr('METRICS_HOST', reader.textOr('HOST'));
  if (text === undefined) return { port: DEFAULT_METRICS_PORT, host, isDefault: true };
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT)
    reader.problem(`METRICS_PORT must be off, or a port from 0 to ${MAX_PORT}.`);
  return { port, host, isDefault: false };
}

/** @returns the limits that are set to another value than their default. */
export function changedLimits(reader: ConfigReader): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [name, { group, fallback }] of Object.entries(SETTINGS)) {
    const value = reader.text(name as SettingName);
    if (group === 'limits' && value !== undefined && value !== String(fallback)) changed[name] = value;
  }
  return changed;
}
