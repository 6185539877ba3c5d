/** The port through which all other folders trace. Without `OTEL_EXPORTER_OTLP_ENDPOINT` there is no tracer, and nothing of OpenTelemetry is loaded. */

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** Value of a `traceparent` header that continues the trace below this span (W3C Trace Context, 3.2). */
  readonly traceparent: string;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  /** Points to a span that this one depends on and that is not its parent. */
  link(other: Span): void;
  /** @param error A word of few values, such as a code. Undefined if the work succeeded. */
  end(error?: string): void;
}

export interface SpanOptions {
  kind: 'server' | 'client' | 'internal';
  /** The span above, or the `traceparent` that came with a request. An invalid one begins a new trace. */
  parent?: Span | string | undefined;
  attributes?: Attributes;
}

export interface Tracer {
  start(name: string, options: SpanOptions): Span;
  /** Exports what has ended. */
  close(): Promise<void>;
}
