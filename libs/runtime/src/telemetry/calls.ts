import { DomainError } from '@doorstep/domain';
import type { Incoming } from '@doorstep/hop';
import type { Metrics } from './metrics.js';
import type { Tracing } from './tracing.js';

/** What counts and what traces. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** What is counted and traced of each call that this process answers. */
export class CallTelemetry {
  constructor(private readonly telemetry: Telemetry) {}

  /**
   * Does a call as a span below its caller's, and counts it. What a service does of its own accord, as reading a
   * journal, begins no trace. @param work gets the call with the span as its parent.
   */
  traced<R>(rpc: string, call: Incoming, work: (call: Incoming) => Promise<R>): Promise<R> {
    const { tracing } = this.telemetry;
    if (!tracing.on || call.traceparent === '') return this.counted(rpc, () => work(call));
    return tracing.run(rpc, { kind: 'server', parent: call.traceparent }, ({ traceparent }) =>
      this.counted(rpc, () => work({ ...call, traceparent })),
    );
  }

  /** Does a call and counts how long it took and how it ended. */
  async counted<R>(rpc: string, work: () => Promise<R>): Promise<R> {
    const start = performance.now();
    let code = 'OK';
    try {
      return await work();
    } catch (error) {
      code = error instanceof DomainError ? error.kind : 'INTERNAL';
      throw error;
    } finally {
      const seconds = (performance.now() - start) / 1000;
      this.telemetry.metrics.observe('doorstep_rpc_duration_seconds', { rpc, code }, seconds);
    }
  }
}
