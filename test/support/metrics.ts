/** The metrics of a gateway, as Prometheus reads them. */

export interface Scrape {
  /** Sum of all series of this name that have these labels; 0 if there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number;
  /** Names and labels of all series. */
  readonly series: readonly string[];
  readonly text: string;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export async function scrape(url: string | undefined): Promise<Scrape> {
  if (url === undefined) throw new Error('the gateway has no metrics');
  const response = await fetch(url);
  const text = await response.text();
  const samples = text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    const byName = Object.fromEntries([...labels.matchAll(LABEL)].map(([, label, text]) => [label, text]));
    return [{ name, labels: byName, value: Number(value), series: `${name}{${labels}}` }];
  });
  return {
    text,
    series: samples.map(({ series }) => series),
    value: (name, labels = {}) =>
      samples
        .filter(
          (one) => one.name === name && Object.entries(labels).every(([label, text]) => one.labels[label] === text),
        )
        .reduce((sum, { value }) => sum + value, 0),
  };
}
