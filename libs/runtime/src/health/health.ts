import { ServiceUnavailableException } from '@nestjs/common';
import type { HealthCheckResult, HealthCheckService, HealthIndicatorResult } from '@nestjs/terminus';
import type { Log } from '../log.js';

/** Looks at one thing that a process depends on. What it says stands in an answer and in the log: no names, no addresses. */
export type Indicator = () => PromiseLike<HealthIndicatorResult>;

/** How often a process looks, asked or not: so soon gRPC and the log know what a probe would be told. */
const everyMs = 2_000;
/** How long one look may take: less than a probe waits. */
export const lookWithinMs = 1_000;

/**
 * Whether this process is ready, and why: the one answer that `/readyz`, the health service of gRPC and the log give.
 * Modules add indicators of what they own. One that is `down` makes the process unready, one that is `degraded` is told.
 */
export class Health {
  private readonly indicators: Indicator[] = [];
  private readonly listeners: ((ready: boolean) => void)[] = [];
  private looking: Promise<HealthCheckResult> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private leaving = false;
  private ready = false;
  private told = '';

  constructor(
    private readonly terminus: Pick<HealthCheckService, 'check'>,
    private readonly log: Pick<Log, 'info' | 'warn' | 'error'>,
  ) {}

  /** Before the process serves: what is added is asked each time. */
  add(indicator: Indicator): void {
    this.indicators.push(indicator);
  }

  /** Calls at each change of readiness; a process begins unready. */
  follow(listener: (ready: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** Looks for the first time, and from then on again and again. */
  async start(): Promise<void> {
    await this.look();
    const look = (): void => {
      this.look().catch((error: unknown) => this.log.error('health.failed', {}, error));
    };
    this.timer = setInterval(look, everyMs).unref();
  }

  /** Not ready from now on, whatever is found: the process is about to end. */
  leave(): void {
    this.leaving = true;
    clearInterval(this.timer);
    this.turn(false);
  }

  /** How it is, looked at now; who asks meanwhile shares the answer. */
  look(): Promise<HealthCheckResult> {
    return (this.looking ??= this.asked().finally(() => (this.looking = undefined)));
  }

  private async asked(): Promise<HealthCheckResult> {
    const result = await this.checked();
    this.turn(isReady(result));
    if (!this.leaving) this.tell(result);
    return result;
  }

  private turn(ready: boolean): void {
    if (ready === this.ready) return;
    this.ready = ready;
    for (const listener of this.listeners) listener(ready);
  }

  private async checked(): Promise<HealthCheckResult> {
    const found = await this.terminus.check(this.indicators).catch((error: unknown) => {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    });
    return this.leaving ? { ...found, status: 'shutting_down' } : found;
  }

  /** One line for each change, not for each look. */
  private tell(result: HealthCheckResult): void {
    const { status, details } = result;
    const ill = Object.entries(details).flatMap(([name, { status, message }]) =>
      status === 'up' ? [] : [[name, `${status}: ${String(message)}`] as const],
    );
    const line = JSON.stringify([status, ill]);
    const before = this.told;
    this.told = line;
    if (line === before || (before === '' && status === 'ok')) return;
    const fields = { ready: isReady(result), ...Object.fromEntries(ill) };
    if (status === 'ok') this.log.info('health', fields);
    else this.log.warn('health', fields);
  }
}

/** Whether new work is welcome. */
export const isReady = ({ status }: HealthCheckResult): boolean => status === 'ok' || status === 'degraded';

/** What a process is told of and works without: where it is down, the process is degraded. */
export const told = (result: HealthIndicatorResult): HealthIndicatorResult =>
  Object.fromEntries(
    Object.entries(result).map(([name, { status, ...rest }]) => [
      name,
      { ...rest, status: status === 'down' ? 'degraded' : status },
    ]),
  );
