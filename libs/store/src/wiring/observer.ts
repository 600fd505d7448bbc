import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { EventBody, Observer } from '@doorstep/events';
import { unmetered, type Metrics, type Tracing } from '@doorstep/runtime';

/** Events by which a deadline was breached. */
const breach = /\.(escalated|overdue)$/;

/** Counts events on their way, and lets a consumer's work belong to the trace of the command that it follows from. */
export function observerOf(metrics: Metrics, tracing: Tracing, now: () => Date): Observer {
  const secondsSince = (body: string): number => (now().getTime() - Date.parse(bodyOf(body).time)) / 1000;
  return {
    journaled(entries) {
      const [oldest] = entries;
      if (metrics === unmetered || oldest === undefined) return;
      metrics.observe('doorstep_relay_delay_seconds', {}, secondsSince(oldest.body));
      for (const { type } of entries) {
        metrics.count('doorstep_events_journaled_total', { type });
        if (breach.test(type))
          metrics.count('doorstep_deadlines_breached_total', { collection: type.replace(breach, '') });
      }
    },
    async digesting({ group, source }, entries, work) {
      await (tracing.on ? traced(tracing, group, source, entries, work) : work());
      const [oldest] = entries;
      if (metrics === unmetered || oldest === undefined) return;
      metrics.observe('doorstep_consumer_delay_seconds', { group, source }, secondsSince(oldest.body));
    },
  };
}

const bodyOf = (body: string): EventBody => JSON.parse(body) as EventBody;

/** A span in the trace of each event; the work itself belongs to the first of them. */
function traced(
  tracing: Tracing,
  group: string,
  source: string,
  entries: readonly Entry[],
  work: () => Promise<void>,
): Promise<void> {
  return entries.reduceRight<() => Promise<void>>((inner, { type, seq, body }) => {
    const { traceparent } = bodyOf(body);
    if (traceparent === undefined) return inner;
    const attributes = { 'messaging.system': 'doorstep', 'messaging.destination.name': source, 'doorstep.seq': seq };
    return () => tracing.run(`${group} ${type}`, { kind: 'consumer', parent: traceparent, attributes }, inner);
  }, work)();
}
