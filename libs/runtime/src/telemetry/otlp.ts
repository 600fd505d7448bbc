import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, Span as Otel, SpanContext, Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from './telemetry.config.js';
import type { Span, SpanAbout, Tracing } from './tracing.js';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER } as const;
/** A collector that does not answer must not hold up the end of a process. */
const patienceMs = 2_000;

/** Traces by OpenTelemetry, sent by OTLP over HTTP. */
export function openOtlp(
  { tracesEndpoint, tracesRatio, version }: TelemetryConfig,
  service: string,
  edge: boolean,
): Tracing {
  const share = new TraceIdRatioBasedSampler(tracesRatio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `doorstep-${service}`, 'service.version': version }),
    sampler: new ParentBasedSampler({
      root: share,
      ...(edge && { remoteParentSampled: share, remoteParentNotSampled: share }),
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: tracesEndpoint, timeoutMillis: patienceMs }),
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: patienceMs,
      }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  return new Otlp(provider, provider.getTracer('doorstep'));
}

class Otlp implements Tracing {
  readonly on = true;

  constructor(
    private readonly provider: TracerProvider,
    private readonly tracer: Tracer,
  ) {}

  async run<T>(name: string, about: SpanAbout, work: (span: Span) => Promise<T>): Promise<T> {
    const parent = about.parent === undefined ? context.active() : contextOf(about.parent);
    const span = this.start(name, about, parent);
    try {
      return await context.with(trace.setSpan(parent, span), () => work(ours(span)));
    } catch (error) {
      failed(span, error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  }

  begin(name: string, about: SpanAbout): ((error?: string) => void) | undefined {
    const parent = context.active();
    if (trace.getSpan(parent) === undefined) return undefined;
    const span = this.start(name, about, parent);
    return (error) => {
      if (error !== undefined) failed(span, error);
      span.end();
    };
  }

  current(): string {
    const span = trace.getSpanContext(context.active());
    return span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? traceparentOf(span) : '';
  }

  async close(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
    context.disable();
    propagation.disable();
  }

  private start(name: string, { kind, attributes }: SpanAbout, parent: Context): Otel {
    return this.tracer.startSpan(
      name,
      { kind: kinds[kind], ...(attributes && { attributes: { ...attributes } }) },
      parent,
    );
  }
}

const ours = (span: Otel): Span => ({
  traceparent: traceparentOf(span.spanContext()),
  rename: (name) => void span.updateName(name),
  set: (attributes) => void span.setAttributes({ ...attributes }),
});

/** By its name alone: a message may quote what a request held. */
function failed(span: Otel, error: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error);
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

/** The context that a traceparent speaks of; an empty one begins a trace. Source: W3C Trace Context, level 1. */
function contextOf(traceparent: string): Context {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true });
}
