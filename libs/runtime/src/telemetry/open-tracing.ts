import type { TelemetryConfig } from './telemetry.config.js';
import { untraced, type Tracing } from './tracing.js';

/**
 * Traces where an endpoint is configured; otherwise nothing is loaded.
 * @param edge whether it decides itself what is traced, whatever those outside ask for.
 */
export async function openTracing(config: TelemetryConfig, service: string, edge = false): Promise<Tracing> {
  if (config.tracesEndpoint === '') return untraced;
  const { openOtlp } = await import('./otlp.js');
  return openOtlp(config, service, edge);
}
