import { parentPort, workerData } from 'node:worker_threads';
import { match } from '@doorstep/assignment';
import { batches, type FromThread, type Task, type ToThread, type WantedNeed } from './match-run.messages.js';

// A thread of its own for one match run: takes the needs in batches, gives the choices in batches.

const port = parentPort;
if (!port) throw new Error('match-run.thread: runs in a worker thread only');
const send = (message: FromThread): void => port.postMessage(message);
const { resources, past, now, cancel } = workerData as Task;
const signal = {
  get aborted() {
    return Atomics.load(cancel, 0) === 1;
  },
};
const needs: WantedNeed[] = [];

port.on('message', ({ needs: batch, last }: ToThread) => {
  needs.push(...batch);
  if (!last) return;
  const choices = match(needs, resources, now, past, { signal, onProgress: (share) => send({ share }) });
  for (const found of batches(choices)) send({ choices: found });
  send({ done: true });
  port.close();
});
