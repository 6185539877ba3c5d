/** The port through which all other folders report figures. */
import type { CounterName, GaugeName, HistogramName } from './metric-table.js';

/** The values of a gauge by its label; a number for a gauge without labels. */
export type GaugeValues = number | Iterable<readonly [label: string, value: number]>;

export interface Metrics {
  /** Adds to a counter. @param label Value of its label; empty if it has none. @param by 1 by default. */
  count(name: CounterName, label?: string, by?: number): void;
  /** Records a duration in seconds. @param labels Values of the labels, in the order of the table. */
  observe(name: HistogramName, seconds: number, ...labels: readonly string[]): void;
  /** Registers the reader of a gauge. Each scrape calls it. */
  gauge(name: GaugeName, read: () => GaugeValues): void;
  /** Makes a counter begin at zero, since Prometheus sees no increase in a series that begins with its first event. */
  declare(name: CounterName, labels: readonly string[]): void;
}

/** `METRICS_PORT=off`, commands, and tests of other things. */
export const NO_METRICS: Metrics = {
  count: () => {},
  observe: () => {},
  gauge: () => {},
  declare: () => {},
};
