/** Creates what the gateway reports with: metrics, traces, access log and audit log. */
import type { Logger } from 'pino';
import { VERSION } from '../common/version.js';
import { AuditLog } from '../observability/audit-log.js';
import { NO_METRICS } from '../observability/metrics.js';
import type { MetricsAddress } from '../observability/metrics-server.js';
import type { Reporting } from '../observability/operation-record.js';
import type { PrometheusMetrics } from '../observability/prometheus-metrics.js';
import type { Tracer } from '../observability/tracer.js';

export interface TelemetryConfig {
  /** Undefined: `METRICS_PORT=off`. */
  metrics: MetricsAddress | undefined;
  /** `LOG_REQUESTS` */
  logsRequests: boolean;
  /** `AUDIT_IDS=hashed` */
  hashesAuditIds: boolean;
  /** Undefined if nothing is traced. */
  traces: TraceSettings | undefined;
  trustedDocuments: unknown;
}

/** Variables of OpenTelemetry that the gateway reads itself. */
export interface TraceSettings {
  /** `OTEL_EXPORTER_OTLP_PROTOCOL` */
  protocol: string | undefined;
}

export interface Telemetry {
  reporting: Reporting;
  audit: AuditLog;
  /** Undefined if metrics are off. */
  prometheus: PrometheusMetrics | undefined;
}

export async function createTelemetry(config: TelemetryConfig, log: Logger): Promise<Telemetry> {
  const prometheus = config.metrics && (await createMetrics());
  const metrics = prometheus ?? NO_METRICS;
  metrics.gauge('buildInfo', () => [[VERSION, 1]]);
  metrics.declare('callsSaved', ['batched', 'shared']);
  const reporting = {
    metrics,
    tracer: config.traces && (await createTracer(config.traces, log)),
    log,
    logsRequests: config.logsRequests,
  };
  return { reporting, prometheus, audit: new AuditLog(log, config.hashesAuditIds) };
}

/** Loaded on demand, as is {@link createTracer}: most of the cost of either is that of loading it. */
async function createMetrics(): Promise<PrometheusMetrics> {
  const { PrometheusMetrics } = await import('../observability/prometheus-metrics.js');
  const prometheus = new PrometheusMetrics();
  prometheus.collectProcessMetrics();
  return prometheus;
}

async function createTracer({ protocol }: TraceSettings, log: Logger): Promise<Tracer> {
  const { createOtelTracer } = await import('../observability/otel-tracer.js');
  return createOtelTracer({ version: VERSION, protocol, log });
}
