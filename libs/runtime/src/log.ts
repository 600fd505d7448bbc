import type { LoggerService } from '@nestjs/common';
import { DomainError } from '@doorstep/domain';
import { pino, type DestinationStream } from 'pino';
import { machineClock, type Now } from './clock.js';

/** What an event carries; never personal data, never a request. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Logs events as JSON lines: a short name and fields. It takes no messages and no records, so that none can slip in.
 * Also the token under which it is injected.
 */
export class Log {
  /** The clock of the process, once it is known. */
  now: Now = machineClock;
  /** Trace context under way, where requests are traced. */
  traceparent: () => string = () => '';
  private readonly pino;

  constructor(service: string, level: string, to?: DestinationStream) {
    const mixin = (): object => traceOf(this.traceparent());
    const timestamp = () => `,"time":"${this.now().toISOString()}"`;
    const options = { level, base: { service }, timestamp, mixin };
    this.pino = to === undefined ? pino(options) : pino(options, to);
  }

  /** The log of a process whose configuration is not proved yet. */
  static of({ DOORSTEP_SERVICE: service, DOORSTEP_LOG_LEVEL: level }: NodeJS.ProcessEnv): Log {
    return new Log(service ?? '', level || 'info');
  }

  debug(event: string, fields: Fields = {}): void {
    this.pino.debug(fields, event);
  }
  info(event: string, fields: Fields = {}): void {
    this.pino.info(fields, event);
  }
  warn(event: string, fields: Fields = {}): void {
    this.pino.warn(fields, event);
  }
  /** With `cause`, says its type, its code and where it was thrown. */
  error(event: string, fields: Fields = {}, cause?: unknown): void {
    this.pino.error({ ...fields, ...(cause === undefined ? {} : described(cause)) }, event);
  }
  /** Of work that is tried again by itself. What is needed and away, as at any start, is told in a line; all else is an error. */
  retried(event: string, cause: unknown, fields: Fields = {}): void {
    if (!passes(cause)) this.error(event, fields, cause);
    else this.warn(event, { ...fields, ...cause.facts, message: cause.message });
  }
}

/** Nothing of it is a fault of ours, and the next try may find what is needed. */
const passes = (cause: unknown): cause is DomainError => cause instanceof DomainError && cause.kind === 'UNAVAILABLE';

/** A new object each time: pino writes the fields of the line into it. */
const traceOf = (traceparent: string): object => (traceparent === '' ? {} : { trace: traceparent.slice(3, 35) });

/** A message may quote what a stranger sent. */
const mostOfMessage = 500;
const mostOfFrames = 4_000;

/** What may be logged of an error. A driver's message may quote a document, so its code must do. */
function described(cause: unknown): Fields {
  if (!(cause instanceof Error)) return { error: typeof cause };
  const code = 'code' in cause ? String(cause.code) : undefined;
  const frames = cause.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
  const message = cause.name.startsWith('Mongo') ? undefined : cause.message;
  return { error: cause.name, code, message: message?.slice(0, mostOfMessage), frames: frames?.slice(0, mostOfFrames) };
}

/** Nest's own words: what it does at boot is of interest only to who looks for a fault. */
export const nestLogger = (log: Log): LoggerService => ({
  log: (message: unknown, context?: string) => log.debug(String(message), { context }),
  warn: (message: unknown, context?: string) => log.warn(String(message), { context }),
  error: (message: unknown, stack?: string) => {
    // An error that Nest logs at boot it also throws; it is told once, by who catches it.
    if (message instanceof Error) log.debug('nest', { error: message.name });
    else log.error(String(message), { frames: stack });
  },
});
