/** What is said of a span: names and numbers, never what a request holds. */
type Attributes = Readonly<Record<string, string | number>>;

/** A stretch of work under way. */
export interface Span {
  /** W3C trace context with this span as parent, for what it calls; empty where nothing is traced. */
  readonly traceparent: string;
  rename(name: string): void;
  set(attributes: Attributes): void;
}

export interface SpanAbout {
  readonly kind: 'server' | 'client' | 'consumer';
  /** W3C trace context of who asked; below the span under way where absent. */
  readonly parent?: string;
  readonly attributes?: Attributes;
}

/** Follows a request on its way; also the token under which it is injected. Off unless an endpoint is configured. */
export abstract class Tracing {
  abstract readonly on: boolean;
  /** Does some work as a span; an error ends it as failed, by its name alone. */
  abstract run<T>(name: string, about: SpanAbout, work: (span: Span) => Promise<T>): Promise<T>;
  /** Begins a span below the one under way. @returns what ends it, with the name of an error; undefined where none is under way. */
  abstract begin(name: string, about: SpanAbout): ((error?: string) => void) | undefined;
  /** Trace context of the span under way; empty where none is, or where it is not sampled. */
  abstract current(): string;
  /** Sends what is left. */
  abstract close(): Promise<void>;
}

const nothing: Span = { traceparent: '', rename: () => undefined, set: () => undefined };

/** Traces nothing. */
export const untraced: Tracing = {
  on: false,
  run: (_name, _about, work) => work(nothing),
  begin: () => undefined,
  current: () => '',
  close: () => Promise.resolve(),
};
