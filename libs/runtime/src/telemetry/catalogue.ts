/** What a metric is, for who scrapes it, for dashboards, for alerts, and for the page that explains them. */
export interface MetricSpec {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What it says, with its unit. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in seconds. */
  readonly buckets?: readonly number[];
  /** Who has it. */
  readonly of: 'gateway' | 'services' | 'all';
}

/** Seconds of a call that somebody waits for. */
const waited = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;
/** Seconds of work in the background. */
const background = [0.05, 0.1, 0.5, 1, 5, 30, 120, 600] as const;

/** Every metric of our own, by its name; each process adds what Node and the machine say of it. */
export const catalogue = {
  doorstep_http_request_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds from a request of HTTP to its answer, by method, template of the route and status.',
    labels: ['method', 'route', 'status'],
    buckets: waited,
    of: 'gateway',
  },
  doorstep_rpc_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds that a service took for a call, by RPC and status of gRPC.',
    labels: ['rpc', 'code'],
    buckets: waited,
    of: 'services',
  },
  doorstep_journal_sequence: {
    kind: 'gauge',
    help: 'Place of the last entry in the journal.',
    labels: [],
    of: 'services',
  },
  doorstep_events_journaled_total: {
    kind: 'counter',
    help: 'Events that this process moved into the journal, by type.',
    labels: ['type'],
    of: 'services',
  },
  doorstep_relay_delay_seconds: {
    kind: 'histogram',
    help: 'Seconds from a change to its place in the journal: the oldest of each batch.',
    labels: [],
    buckets: background,
    of: 'services',
  },
  doorstep_relay_waiting_records: {
    kind: 'gauge',
    help: 'Records in which events wait for the relay, counted up to 1000 a collection.',
    labels: [],
    of: 'services',
  },
  doorstep_consumer_position: {
    kind: 'gauge',
    help: 'Place in the journal of a source up to which a group of consumers has come.',
    labels: ['group', 'source'],
    of: 'services',
  },
  doorstep_consumer_delay_seconds: {
    kind: 'histogram',
    help: 'Seconds from a change to its effect at a consumer: the oldest of each batch.',
    labels: ['group', 'source'],
    buckets: background,
    of: 'services',
  },
  doorstep_dead_letters: {
    kind: 'gauge',
    help: 'Entries that a group of consumers could not digest and set aside.',
    labels: ['group', 'source'],
    of: 'services',
  },
  doorstep_deadlines_open: {
    kind: 'gauge',
    help: 'Records whose clock runs, by collection.',
    labels: ['collection'],
    of: 'services',
  },
  doorstep_deadlines_unfired: {
    kind: 'gauge',
    help: 'Records whose instant came a minute ago and more, and nothing was done, by collection.',
    labels: ['collection'],
    of: 'services',
  },
  doorstep_deadlines_breached_total: {
    kind: 'counter',
    help: 'Deadlines that were breached, as this process journaled them, by collection.',
    labels: ['collection'],
    of: 'services',
  },
  doorstep_calendar_published_days: {
    kind: 'gauge',
    help: 'Days from today on, it included, of which the working calendar is published; later ones are counted provisionally.',
    labels: [],
    of: 'services',
  },
  doorstep_calendar_refused_files: {
    kind: 'gauge',
    help: 'Files of the working calendar that did not fit when the folder was last read.',
    labels: [],
    of: 'services',
  },
  doorstep_background_errors_total: {
    kind: 'counter',
    help: 'Errors of work in the background, which is tried again.',
    labels: [],
    of: 'services',
  },
  doorstep_index_differences: {
    kind: 'gauge',
    help: 'Always 1; says by its labels which index a collection wants and has not (missing), or has and nobody wants (foreign).',
    labels: ['collection', 'index', 'kind'],
    of: 'services',
  },
  doorstep_work_duration_seconds: {
    kind: 'histogram',
    help: 'Seconds of long work in the background that somebody asked for, by what it is.',
    labels: ['work'],
    buckets: background,
    of: 'services',
  },
  doorstep_build_info: {
    kind: 'gauge',
    help: 'Always 1; says by its labels which app and version this is.',
    labels: ['app', 'version'],
    of: 'all',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type Metric = keyof typeof catalogue;
type OfKind<K extends MetricSpec['kind']> = {
  [M in Metric]: (typeof catalogue)[M]['kind'] extends K ? M : never;
}[Metric];
export type CounterName = OfKind<'counter'>;
export type GaugeName = OfKind<'gauge'>;
export type HistogramName = OfKind<'histogram'>;
/** A value for each label of a metric. */
export type Labels<M extends Metric> = Readonly<Record<(typeof catalogue)[M]['labels'][number], string>>;
