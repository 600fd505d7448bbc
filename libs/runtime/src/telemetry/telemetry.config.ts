import * as z from 'zod';

/** What a process tells of itself, and to whom. */
export interface TelemetryConfig {
  /** Host and port on which operators and probes ask; port 0 takes a free one. */
  readonly operationsBind: string;
  /** Whether anything is counted, for `/metrics`. */
  readonly counted: boolean;
  /** Where traces go, OTLP over HTTP; empty where nothing is traced. */
  readonly tracesEndpoint: string;
  /** Share of requests that are traced, 0 to 1. */
  readonly tracesRatio: number;
  /** Version of the release, as the image says. */
  readonly version: string;
}

const bind = /^.+:\d{1,5}$/;

/** Keys of telemetry, which every process understands. */
export const telemetryKeys = {
  DOORSTEP_OPERATIONS_BIND: z.string().regex(bind, 'must be host:port').default('127.0.0.1:0'),
  DOORSTEP_METRICS: z.enum(['on', 'off']).default('off'),
  DOORSTEP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  DOORSTEP_TRACES_RATIO: z.coerce.number().min(0).max(1).default(1),
  DOORSTEP_VERSION: z.string().default('dev'),
};

/** Telemetry of keys that were parsed. */
export const telemetryOf = (keys: z.output<z.ZodObject<typeof telemetryKeys>>): TelemetryConfig => ({
  operationsBind: keys.DOORSTEP_OPERATIONS_BIND,
  counted: keys.DOORSTEP_METRICS === 'on',
  tracesEndpoint: keys.DOORSTEP_TRACES_ENDPOINT ?? '',
  tracesRatio: keys.DOORSTEP_TRACES_RATIO,
  version: keys.DOORSTEP_VERSION,
});

/** Host and port of `host:port`; an IPv6 address may stand in brackets. */
export function hostAndPort(address: string): { host: string; port: number } {
  const [, host = '', port = '0'] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
}
