import { Log } from '@doorstep/runtime';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ImportTries, type Step } from './import.tries.js';
import { ImportWorker } from './import.worker.js';

const everyMs = 1_000;

/** Goes on with steps that were put off, one an owner at a time, in whichever replica comes first. */
@Injectable()
export class ImportResumption implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly working = new Map<Step, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tries: ImportTries,
    private readonly worker: ImportWorker,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.look().catch(this.complain);
    }, everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.working.values());
  }

  /** Keeps what it works on, and takes what is due. */
  private async look(): Promise<void> {
    await Promise.all([...this.working.keys()].map((step) => this.tries.keep(step)));
    const busy = [...this.working.keys()].map(({ owner }) => owner);
    for (let step = await this.tries.claim(busy); step; step = await this.tries.claim(busy)) {
      busy.push(step.owner);
      this.begin(step);
    }
  }

  private begin(step: Step): void {
    const work = this.worker.goOn(step).catch(this.complain);
    this.working.set(
      step,
      work.finally(() => this.working.delete(step)),
    );
  }

  private readonly complain = (error: unknown): void => this.log.error('imports.resume', {}, error);
}
