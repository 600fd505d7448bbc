import { describe, expect, it } from '@jest/globals';
import { catalogue, type MetricSpec } from './catalogue.js';
import { openMetrics, unmetered } from './metrics.js';

const about = { app: 'matching', version: '1.2.3' };
const http = 'doorstep_http_request_duration_seconds';

describe('metrics', () => {
  it('say what was counted, measured and read', async () => {
    const metrics = await openMetrics(about);
    metrics.count('doorstep_events_journaled_total', { type: 'needs.listed' }, 2);
    metrics.observe(http, { method: 'GET', route: '/v1/{name=needs/*}', status: '200' }, 0.02);
    metrics.watch('doorstep_journal_sequence', () => Promise.resolve([{ labels: {}, value: 7 }]));
    const text = await metrics.text();
    for (const line of [
      'doorstep_build_info{app="matching",version="1.2.3"} 1',
      'doorstep_events_journaled_total{type="needs.listed"} 2',
      `${http}_bucket{le="0.01",method="GET",route="/v1/{name=needs/*}",status="200"} 0`,
      `${http}_bucket{le="0.025",method="GET",route="/v1/{name=needs/*}",status="200"} 1`,
      'doorstep_journal_sequence 7',
      '# TYPE nodejs_eventloop_lag_p99_seconds gauge',
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('leave out a gauge that cannot be read, and nothing else', async () => {
    const metrics = await openMetrics(about);
    metrics.watch('doorstep_journal_sequence', () => Promise.reject(new Error('away')));
    const text = await metrics.text();
    expect(text).not.toMatch(/^doorstep_journal_sequence /m);
    expect(text).toMatch(/^doorstep_build_info/m);
  });

  it('do not grow with the callers: beyond a bound all are one', async () => {
    const metrics = await openMetrics(about);
    for (let i = 0; i < 5_000; i += 1) metrics.count('doorstep_events_journaled_total', { type: `t${String(i)}` });
    const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('doorstep_events_journaled'));
    expect(lines).toHaveLength(4_001);
    expect(lines).toContain('doorstep_events_journaled_total{type="other"} 1000');
  });

  it('cost nothing where nobody scrapes', async () => {
    unmetered.count('doorstep_background_errors_total', {});
    expect(await unmetered.text()).toBe('');
  });

  it.each(Object.entries<MetricSpec>(catalogue))(
    '%s is named as Prometheus wants it',
    (name, { kind, help, buckets }) => {
      expect(name).toMatch(/^doorstep_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(name.endsWith('_seconds')).toBe(kind === 'histogram');
      expect(buckets !== undefined).toBe(kind === 'histogram');
      expect([...(buckets ?? [])]).toEqual([...(buckets ?? [])].sort((a, b) => a - b));
      expect(help).toMatch(/^[A-Z].+\.$/);
    },
  );
});
