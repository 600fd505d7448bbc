import { on } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { match } from '@doorstep/assignment';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  batches,
  type Found,
  type FromThread,
  type OfferedResource,
  type Task,
  type ToThread,
  type WantedNeed,
} from './match-run.messages.js';

/** Everything that a run looks at. */
export interface Input extends Omit<Task, 'cancel'> {
  readonly needs: readonly WantedNeed[];
}

/** Where the program of the thread lies, and how it is started; also the token under which it is injected. */
export type Thread = Readonly<{ url: URL; options?: WorkerOptions }>;
export const Thread = Symbol('Thread');
/** The build puts it beside the service. */
export const builtThread: Thread = { url: new URL('./match-run.thread.js', import.meta.url) };

/** Runs of more needs go to a thread of their own, so that the service goes on answering. */
const inlineNeeds = 200;
/** Needs handed over at once: few enough to delay nobody. */
const handful = 500;

/** Matches needs and resources; large runs in a worker thread, which ends with the service. */
@Injectable()
export class Matcher implements OnApplicationShutdown {
  private readonly ending = new AbortController();

  constructor(@Inject(Thread) private readonly thread: Thread) {}

  onApplicationShutdown(): void {
    this.ending.abort(new Error('the service ends'));
  }

  /**
   * What was found for each need, batch by batch, in the order of their names.
   * @param onProgress told the share of the work that is done, 0 to 1.
   * @throws what `match` throws: Cancelled where the service ends, Unproved where a check fails.
   */
  match(input: Input, onProgress: (share: number) => void): AsyncIterable<readonly Found[]> {
    return input.needs.length > inlineNeeds ? this.inThread(input, onProgress) : this.inline(input);
  }

  private async *inline({ needs, resources, now, past }: Input): AsyncGenerator<readonly Found[]> {
    for (const batch of batches(match(needs, resources, now, past, { signal: this.ending.signal }))) {
      yield batch;
      await setImmediate();
    }
  }

  private async *inThread(
    { needs, ...task }: Input,
    onProgress: (share: number) => void,
  ): AsyncGenerator<readonly Found[]> {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { ...task, resources: task.resources.map(offered), cancel } satisfies Task;
    const worker = new Worker(this.thread.url, { ...this.thread.options, workerData });
    const stop = (): void => void Atomics.store(cancel, 0, 1);
    this.ending.signal.addEventListener('abort', stop);
    try {
      const messages = on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[FromThread]>;
      await handOver(worker, needs);
      for await (const [{ share, choices }] of messages) {
        if (share !== undefined) onProgress(share);
        if (choices) yield choices;
      }
    } finally {
      this.ending.signal.removeEventListener('abort', stop);
      await worker.terminate();
    }
  }
}

async function handOver(worker: Worker, needs: readonly WantedNeed[]): Promise<void> {
  for (let at = 0; at < needs.length; at += handful) {
    const message: ToThread = { needs: needs.slice(at, at + handful).map(wanted), last: at + handful >= needs.length };
    worker.postMessage(message);
    await setImmediate();
  }
}

/** What ranking looks at, and nothing else: a message to a thread is copied field by field. */
const wanted = ({ name, division, category, quantity, openFrom, openUntil, urgency }: WantedNeed): WantedNeed => ({
  name,
  division,
  category,
  quantity,
  openFrom,
  openUntil,
  urgency,
});
const offered = ({
  name,
  division,
  categories,
  capacity,
  committed,
  openFrom,
  openUntil,
}: OfferedResource): OfferedResource => ({
  name,
  division,
  categories,
  capacity,
  committed,
  openFrom,
  openUntil,
});
