/** Metrics as Prometheus text, by prom-client. */
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import { DurationHistogram } from './duration-histogram.js';
import {
  COUNTERS,
  type CounterName,
  GAUGES,
  type GaugeName,
  HISTOGRAMS,
  type HistogramName,
  type MetricRow,
} from './metric-table.js';
import type { GaugeValues, Metrics } from './metrics.js';

export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();
  readonly #counters: Readonly<Record<CounterName, Counter>>;
  readonly #histograms: Readonly<Record<HistogramName, DurationHistogram>>;

  constructor() {
    const registers = [this.#registry];
    this.#counters = mapRows(COUNTERS, ({ name, help, labels }) => {
      return new Counter({ name, help, labelNames: labels, registers });
    });
    this.#histograms = mapRows(HISTOGRAMS, (row) => {
      const histogram = new DurationHistogram(row);
      // The registry needs no more of a metric than its name and get(), which its type does not say.
      this.#registry.registerMetric(histogram as unknown as Metric);
      return histogram;
    });
  }

  /** Content type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Adds the figures of Node.js and the process. Call it once, since it observes the garbage collector from then on. */
  collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Reads every gauge. @returns the metrics in Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  count(name: CounterName, label = '', by = 1): void {
    const [labelName] = COUNTERS[name].labels as readonly string[];
    if (labelName === undefined) this.#counters[name].inc(by);
    else this.#counters[name].inc({ [labelName]: label }, by);
  }

  observe(name: HistogramName, seconds: number, ...labels: readonly string[]): void {
    this.#histograms[name].observe(seconds, labels);
  }

  gauge(name: GaugeName, read: () => GaugeValues): void {
    const row: MetricRow = GAUGES[name];
    const [labelName = ''] = row.labels;
    const gauge: Gauge = new Gauge({
      name: row.name,
      help: row.help,
      labelNames: row.labels,
      registers: [this.#registry],
      collect: (): void => {
        const values = read();
        if (typeof values === 'number') {
          gauge.set(values);
          return;
        }
        gauge.reset();
        for (const [label, value] of values) gauge.set({ [labelName]: label }, value);
      },
    });
  }

  declare(name: CounterName, labels: readonly string[]): void {
    for (const label of labels) this.count(name, label, 0);
  }
}

function mapRows<Name extends string, Value>(
  rows: Readonly<Record<Name, MetricRow>>,
  toValue: (row: MetricRow) => Value,
): Record<Name, Value> {
  const entries = Object.entries<MetricRow>(rows).map(([name, row]) => [name, toValue(row)]);
  return Object.fromEntries(entries) as Record<Name, Value>;
}
