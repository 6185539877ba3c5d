/** Traces by the OpenTelemetry SDK, which reads its own `OTEL_…` variables. Imported only if traces are on. */
import {
  type Context,
  DiagLogLevel,
  diag,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { RepeatedLog } from './repeated-log.js';
import type { Attributes, Span, SpanOptions, Tracer } from './tracer.js';

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };
const NAME = 'wallet-gateway';

/** @param protocol `OTEL_EXPORTER_OTLP_PROTOCOL`: `http/protobuf`, the default of the specification, or `http/json`. */
export function createOtelTracer({
  version,
  protocol,
  log,
}: {
  version: string;
  protocol: string | undefined;
  log: Logger;
}): Tracer {
  const repeated = new RepeatedLog(log);
  const warn = (message: string): void =>
    repeated.write(
      'warn',
      'otel',
      { component: 'traces', detail: message.slice(0, 200) },
      'spans could not be exported',
    );
  diag.setLogger(
    { error: warn, warn, info: () => {}, debug: () => {}, verbose: () => {} },
    {
      logLevel: DiagLogLevel.WARN,
      suppressOverrideMessage: true,
    },
  );
  const exporter = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const provider = new BasicTracerProvider({
    // What the environment says takes precedence.
    resource: resourceFromAttributes({ 'service.name': NAME, 'service.version': version }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer(NAME, version);
  return {
    start: (name, options) => new TracedSpan(tracer, name, options),
    close: async () => {
      await provider.shutdown();
      repeated.close();
    },
  };
}

class TracedSpan implements Span {
  readonly traceparent: string;
  readonly context: Context;
  readonly #span: OtelSpan;

  constructor(tracer: OtelTracer, name: string, { kind, parent, attributes = {} }: SpanOptions) {
    const above = contextOf(parent);
    this.#span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, above);
    this.context = trace.setSpan(above, this.#span);
    const { traceId, spanId, traceFlags } = this.#span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  event(name: string, attributes: Attributes = {}): void {
    this.#span.addEvent(name, attributes);
  }

  link(other: Span): void {
    if (other instanceof TracedSpan) this.#span.addLink({ context: other.#span.spanContext() });
  }

  end(error?: string): void {
    if (error !== undefined) {
      this.#span.setAttribute('error.type', error);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

function contextOf(parent: SpanOptions['parent']): Context {
  if (parent instanceof TracedSpan) return parent.context;
  const remote = typeof parent === 'string' ? parseTraceParent(parent) : null;
  return remote ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }) : ROOT_CONTEXT;
}
