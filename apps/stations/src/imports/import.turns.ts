import { Log } from '@doorstep/runtime';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ImportTries, type Step } from './import.tries.js';
import { ImportWorker } from './import.worker.js';

const everyMs = 1_000;
/** Steps of one owner that this process works on at once: a sheet that takes long leaves room for another. */
const atOnce = 2;

/**
 * Does steps as their turn comes, in whichever replica comes first: of everybody who imports one at a time, and of nobody
 * a second one before the first of everybody else who waits.
 */
@Injectable()
export class ImportTurns implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly working = new Map<Step, Promise<void>>();
  /** Who had a turn since everybody else had one. */
  private readonly served = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private ending = false;

  constructor(
    private readonly tries: ImportTries,
    private readonly worker: ImportWorker,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(this.look, everyMs).unref();
    this.tries.wake = this.look;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    clearInterval(this.timer);
    await this.looking;
    await Promise.all(this.working.values());
  }

  /** Keeps what it works on and begins what is due; once more where that was asked for meanwhile. */
  private readonly look = (): void => {
    this.again = true;
    this.looking ??= this.takeUp()
      .catch(this.complain)
      .finally(() => (this.looking = undefined));
  };

  private async takeUp(): Promise<void> {
    while (this.again && !this.ending) {
      this.again = false;
      await Promise.all([...this.working.keys()].map((step) => this.tries.keep(step)));
      for (let step = await this.next(); step; step = await this.next()) this.begin(step);
    }
  }

  private async next(): Promise<Step | undefined> {
    const steps = [...this.working.keys()];
    const busy = {
      owners: [...Map.groupBy(steps, ({ owner }) => owner)].flatMap(([owner, of]) =>
        of.length < atOnce ? [] : [owner],
      ),
      importers: steps.map(({ importedBy }) => importedBy),
    };
    const first = await this.tries.claim({ ...busy, importers: [...busy.importers, ...this.served] });
    if (first) return first;
    const next = await this.tries.claim(busy);
    if (next) this.served.clear(); // another round
    return next;
  }

  private begin(step: Step): void {
    this.served.add(step.importedBy);
    const work = this.worker.goOn(step).catch(this.complain);
    this.working.set(
      step,
      work.finally(() => {
        this.working.delete(step);
        this.look();
      }),
    );
  }

  private readonly complain = (error: unknown): void => this.log.retried('imports.turn', error);
}
