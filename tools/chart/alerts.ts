/** An alert: when somebody must look, and what to tell them. */
interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  /** `critical` wakes somebody, `warning` waits for the morning. */
  readonly severity: 'critical' | 'warning';
  readonly zh: string;
  readonly en: string;
}

const errorShare =
  'sum(rate(doorstep_http_request_duration_seconds_count{status=~"5.."}[5m]))' +
  ' / sum(rate(doorstep_http_request_duration_seconds_count[5m]))';
const behind =
  'label_replace(max by (service) (doorstep_journal_sequence), "source", "$1", "service", "(.*)")' +
  ' - on (source) group_right () max by (group, source) (doorstep_consumer_position)';

/** Every alert of the platform; docs/runbooks/alerts.md says of each what to do. */
const alerts: readonly Alert[] = [
  {
    alert: 'DoorstepServiceGone',
    expr: 'count by (app) (doorstep_build_info offset 10m) unless count by (app) (doorstep_build_info)',
    for: '2m',
    severity: 'critical',
    zh: '{{ $labels.app }} 已没有任何副本在运行',
    en: 'no replica of {{ $labels.app }} runs any more',
  },
  {
    alert: 'DoorstepRequestsFail',
    expr: `${errorShare} > 0.01`,
    for: '5m',
    severity: 'critical',
    zh: '网关请求失败率 {{ $value | humanizePercentage }}',
    en: '{{ $value | humanizePercentage }} of the requests fail at the gateway',
  },
  {
    alert: 'DoorstepRequestsSlow',
    expr: 'histogram_quantile(0.95, sum by (le) (rate(doorstep_http_request_duration_seconds_bucket[5m]))) > 1',
    for: '10m',
    severity: 'warning',
    zh: '网关 95% 请求耗时超过 {{ $value | humanizeDuration }}',
    en: 'one request in twenty takes longer than {{ $value | humanizeDuration }}',
  },
  {
    alert: 'DoorstepCallsBreak',
    expr: 'sum by (rpc) (rate(doorstep_rpc_duration_seconds_count{code="INTERNAL"}[5m])) > 0',
    for: '5m',
    severity: 'warning',
    zh: '{{ $labels.rpc }} 持续出现内部错误',
    en: '{{ $labels.rpc }} breaks again and again',
  },
  {
    alert: 'DoorstepRelayStuck',
    expr: 'min_over_time(max by (service) (doorstep_relay_waiting_records)[3m:30s]) > 0',
    for: '3m',
    severity: 'critical',
    zh: '{{ $labels.service }} 的事件未进入日志',
    en: 'events of {{ $labels.service }} do not reach its journal',
  },
  {
    alert: 'DoorstepConsumerBehind',
    expr: `${behind} > 1000`,
    for: '5m',
    severity: 'warning',
    zh: '{{ $labels.group }} 落后 {{ $labels.source }} 日志 {{ $value }} 条',
    en: '{{ $labels.group }} is {{ $value }} entries behind the journal of {{ $labels.source }}',
  },
  {
    alert: 'DoorstepDeadLetters',
    expr: 'max by (group, source) (doorstep_dead_letters) > 0',
    for: '1m',
    severity: 'warning',
    zh: '{{ $labels.group }} 有 {{ $value }} 条事件无法处理',
    en: '{{ $labels.group }} set {{ $value }} events aside that it could not digest',
  },
  {
    alert: 'DoorstepDeadlinesUnfired',
    expr: 'max by (service, collection) (doorstep_deadlines_unfired) > 0',
    for: '5m',
    severity: 'critical',
    zh: '{{ $labels.collection }} 有 {{ $value }} 个期限到点未处理',
    en: '{{ $value }} deadlines of {{ $labels.collection }} came and nothing was done',
  },
  {
    // From 1 December on, where next year's calendar is not there.
    alert: 'DoorstepCalendarEnds',
    expr: 'min by (service) (doorstep_calendar_published_days) <= 31',
    for: '1h',
    severity: 'warning',
    zh: '{{ $labels.service }} 的工作日历只剩 {{ $value }} 天，请安装下一年度日历',
    en: 'the working calendar of {{ $labels.service }} ends in {{ $value }} days; install that of next year',
  },
  {
    alert: 'DoorstepCalendarRefused',
    expr: 'max by (service) (doorstep_calendar_refused_files) > 0',
    for: '5m',
    severity: 'warning',
    zh: '{{ $labels.service }} 拒收了 {{ $value }} 个工作日历文件',
    en: '{{ $labels.service }} refuses {{ $value }} files of the working calendar',
  },
  {
    alert: 'DoorstepEventLoopBlocked',
    expr: 'nodejs_eventloop_lag_p99_seconds > 0.5',
    for: '5m',
    severity: 'warning',
    zh: '{{ $labels.service }} 事件循环阻塞 {{ $value | humanizeDuration }}',
    en: 'a process of {{ $labels.service }} stands still for {{ $value | humanizeDuration }} at a time',
  },
  {
    alert: 'DoorstepBackgroundErrors',
    expr: 'sum by (service) (increase(doorstep_background_errors_total[15m])) > 10',
    for: '5m',
    severity: 'warning',
    zh: '{{ $labels.service }} 后台工作反复出错',
    en: 'the background work of {{ $labels.service }} fails again and again',
  },
  {
    alert: 'DoorstepWorkSlow',
    expr: 'histogram_quantile(0.95, sum by (le, work) (rate(doorstep_work_duration_seconds_bucket[1h]))) > 300',
    for: '5m',
    severity: 'warning',
    zh: '后台任务 {{ $labels.work }} 耗时超过 {{ $value | humanizeDuration }}',
    en: '{{ $labels.work }} take longer than {{ $value | humanizeDuration }}',
  },
  {
    alert: 'DoorstepIndexDiffers',
    expr: 'max by (service, collection, index, kind) (doorstep_index_differences) > 0',
    for: '1h',
    severity: 'warning',
    zh: '{{ $labels.service }} 的集合 {{ $labels.collection }} 索引 {{ $labels.index }} 与定义不符（{{ $labels.kind }}）',
    en: 'index {{ $labels.index }} of {{ $labels.collection }} in {{ $labels.service }} is {{ $labels.kind }}',
  },
];

/** The body of a PrometheusRule. */
export const rules = () => ({
  groups: [
    {
      name: 'doorstep',
      rules: alerts.map(({ alert, expr, for: lasting, severity, zh, en }) => ({
        alert,
        expr,
        for: lasting,
        labels: { severity },
        annotations: { summary: `${zh}; ${en}`, runbook: `docs/runbooks/alerts.md#${alert.toLowerCase()}` },
      })),
    },
  ],
});
