import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  catalogue,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type Labels,
  type Metric,
  type MetricSpec,
} from './catalogue.js';

/** A gauge's values at this moment. */
export type Reading<M extends GaugeName> = readonly { readonly labels: Labels<M>; readonly value: number }[];

/** Label sets of one metric, beyond which all are counted as one: a metric must not grow with its callers. */
const most = 4_000;
const other = 'other';

/**
 * What this process counts of itself; also the token under which it is injected. Without an address for those who
 * scrape, nothing is counted and nothing loaded.
 */
export abstract class Metrics {
  abstract count<M extends CounterName>(name: M, labels: Labels<M>, by?: number): void;
  /** @param seconds how long it took. */
  abstract observe<M extends HistogramName>(name: M, labels: Labels<M>, seconds: number): void;
  /** Names who reads a gauge when somebody scrapes. */
  abstract watch<M extends GaugeName>(name: M, read: () => Promise<Reading<M>>): void;
  /** Everything in Prometheus' text format. */
  abstract text(): Promise<string>;
}

/** Counts nothing. */
export const unmetered: Metrics = {
  count: () => undefined,
  observe: () => undefined,
  watch: () => undefined,
  text: () => Promise.resolve(''),
};

/** Counts with prom-client. @param about labels of `doorstep_build_info`. */
export async function openMetrics(about: Labels<'doorstep_build_info'>): Promise<Metrics> {
  const { default: prom } = await import('prom-client');
  const registry = new prom.Registry();
  prom.collectDefaultMetrics({ register: registry });
  const metrics = new Counted(registry, {
    counter: (config) => new prom.Counter(config),
    gauge: (config) => new prom.Gauge(config),
    histogram: (config) => new prom.Histogram(config),
  });
  metrics.watch('doorstep_build_info', () => Promise.resolve([{ labels: about, value: 1 }]));
  return metrics;
}

interface Config {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
  readonly buckets?: number[];
  readonly collect?: () => Promise<void>;
}
interface Makers {
  counter(config: Config): Counter;
  gauge(config: Config): Gauge;
  histogram(config: Config): Histogram;
}

class Counted implements Metrics {
  private readonly counters = new Map<CounterName, Counter>();
  private readonly histograms = new Map<HistogramName, Histogram>();
  private readonly seen = new Map<Metric, Set<string>>();

  constructor(
    private readonly registry: Registry,
    private readonly make: Makers,
  ) {}

  count<M extends CounterName>(name: M, labels: Labels<M>, by = 1): void {
    let counter = this.counters.get(name);
    if (counter === undefined) this.counters.set(name, (counter = this.make.counter(this.config(name))));
    counter.inc(this.bounded(name, labels), by);
  }

  observe<M extends HistogramName>(name: M, labels: Labels<M>, seconds: number): void {
    let histogram = this.histograms.get(name);
    if (histogram === undefined) this.histograms.set(name, (histogram = this.make.histogram(this.config(name))));
    histogram.observe(this.bounded(name, labels), seconds);
  }

  watch<M extends GaugeName>(name: M, read: () => Promise<Reading<M>>): void {
    const gauge = this.make.gauge({
      ...this.config(name),
      collect: async () => {
        // A store that is away must not hide the rest.
        const reading = await read().catch(() => []);
        gauge.reset();
        if (catalogue[name].labels.length === 0) gauge.remove(); // it would say 0
        for (const { labels, value } of reading) gauge.set(this.bounded(name, labels), value);
      },
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private config(name: Metric): Config {
    const { help, labels, buckets }: MetricSpec = catalogue[name];
    const common = { name, help, labelNames: [...labels], registers: [this.registry] };
    return buckets === undefined ? common : { ...common, buckets: [...buckets] };
  }

  private bounded<M extends Metric>(name: M, labels: Labels<M>): Record<string, string> {
    const values: Record<string, string> = labels;
    const known = this.seen.get(name) ?? new Set();
    this.seen.set(name, known);
    const key = Object.values(values).join('\0');
    if (known.has(key)) return values;
    if (known.size < most) {
      known.add(key);
      return values;
    }
    return Object.fromEntries(Object.keys(values).map((label) => [label, other]));
  }
}
