/** One picture of a dashboard. */
interface Panel {
  readonly title: string;
  readonly exprs: Readonly<Record<string, string>>;
  /** Grafana's name of a unit. */
  readonly unit: 's' | 'reqps' | 'short' | 'percentunit' | 'bytes';
}

const p95 = (metric: string, by: string): string =>
  `histogram_quantile(0.95, sum by (le, ${by}) (rate(${metric}_bucket[$__rate_interval])))`;
const perSecond = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}[$__rate_interval]))`;
const http = 'doorstep_http_request_duration_seconds';
const rpc = 'doorstep_rpc_duration_seconds';

const boards: Readonly<Record<string, { readonly title: string; readonly panels: readonly Panel[] }>> = {
  requests: {
    title: '家门口 · Requests',
    panels: [
      { title: 'Requests by status', unit: 'reqps', exprs: { '{{status}}': perSecond(`${http}_count`, 'status') } },
      {
        title: 'Slowest twentieth by route',
        unit: 's',
        exprs: { '{{method}} {{route}}': `topk(10, ${p95(http, 'method, route')})` },
      },
      {
        title: 'Routes by use',
        unit: 'reqps',
        exprs: { '{{method}} {{route}}': `topk(10, ${perSecond(`${http}_count`, 'method, route')})` },
      },
      {
        title: 'Refusals and failures of services',
        unit: 'reqps',
        exprs: { '{{code}}': perSecond(`${rpc}_count{code!="OK"}`, 'code') },
      },
      { title: 'Slowest twentieth by RPC', unit: 's', exprs: { '{{rpc}}': `topk(10, ${p95(rpc, 'rpc')})` } },
      {
        title: 'Slowest twentieth of long work',
        unit: 's',
        exprs: { '{{work}}': p95('doorstep_work_duration_seconds', 'work') },
      },
    ],
  },
  events: {
    title: '家门口 · Events and deadlines',
    panels: [
      {
        title: 'Events journaled',
        unit: 'reqps',
        exprs: { '{{type}}': `topk(10, ${perSecond('doorstep_events_journaled_total', 'type')})` },
      },
      { title: 'Journals', unit: 'short', exprs: { '{{service}}': 'max by (service) (doorstep_journal_sequence)' } },
      {
        title: 'Delay of the relay',
        unit: 's',
        exprs: { '{{service}}': p95('doorstep_relay_delay_seconds', 'service') },
      },
      {
        title: 'Records that wait for the relay',
        unit: 'short',
        exprs: { '{{service}}': 'max by (service) (doorstep_relay_waiting_records)' },
      },
      {
        title: 'Delay of consumers',
        unit: 's',
        exprs: { '{{group}} of {{source}}': p95('doorstep_consumer_delay_seconds', 'group, source') },
      },
      {
        title: 'Positions of consumers',
        unit: 'short',
        exprs: { '{{group}} of {{source}}': 'max by (group, source) (doorstep_consumer_position)' },
      },
      {
        title: 'Dead letters',
        unit: 'short',
        exprs: { '{{group}} of {{source}}': 'max by (group, source) (doorstep_dead_letters)' },
      },
      {
        title: 'Clocks that run',
        unit: 'short',
        exprs: { '{{collection}}': 'max by (collection) (doorstep_deadlines_open)' },
      },
      {
        title: 'Deadlines',
        unit: 'short',
        exprs: {
          'breached {{collection}}': 'sum by (collection) (increase(doorstep_deadlines_breached_total[1h]))',
          'not fired {{collection}}': 'max by (collection) (doorstep_deadlines_unfired)',
        },
      },
    ],
  },
  processes: {
    title: '家门口 · Processes',
    panels: [
      {
        title: 'Replicas by version',
        unit: 'short',
        exprs: { '{{app}} {{version}}': 'count by (app, version) (doorstep_build_info)' },
      },
      { title: 'CPU', unit: 'percentunit', exprs: { '{{pod}}': 'rate(process_cpu_seconds_total[$__rate_interval])' } },
      { title: 'Memory', unit: 'bytes', exprs: { '{{pod}}': 'process_resident_memory_bytes' } },
      { title: 'Event loop, slowest hundredth', unit: 's', exprs: { '{{pod}}': 'nodejs_eventloop_lag_p99_seconds' } },
      {
        title: 'Errors in the background',
        unit: 'short',
        exprs: { '{{service}}': 'sum by (service) (increase(doorstep_background_errors_total[15m]))' },
      },
    ],
  },
};

const columns = 2;
const size = { w: 12, h: 8 };

/** Dashboards of Grafana, by the name of their file. */
export const dashboards = (): Readonly<Record<string, object>> =>
  Object.fromEntries(Object.entries(boards).map(([name, board]) => [`${name}.json`, dashboardOf(name, board)]));

const dashboardOf = (name: string, { title, panels }: (typeof boards)[string]) => ({
  uid: `doorstep-${name}`,
  title,
  tags: ['doorstep'],
  timezone: 'Asia/Shanghai',
  schemaVersion: 41,
  time: { from: 'now-6h', to: 'now' },
  refresh: '30s',
  templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
  panels: panels.map((panel, at) => panelOf(panel, at)),
});

const panelOf = ({ title, exprs, unit }: Panel, at: number) => ({
  id: at + 1,
  title,
  type: 'timeseries',
  datasource: { type: 'prometheus', uid: '${datasource}' },
  gridPos: { ...size, x: (at % columns) * size.w, y: Math.floor(at / columns) * size.h },
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  targets: Object.entries(exprs).map(([legendFormat, expr], n) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + n),
    expr,
    legendFormat,
  })),
});
