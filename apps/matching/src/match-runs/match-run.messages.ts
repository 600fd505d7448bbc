import type { Alternative, Choice, Component, Offered, Past, Wanted } from '@doorstep/assignment';

/** What a thread is started with. */
export interface Task {
  readonly resources: readonly Offered[];
  readonly past: Past;
  readonly now: Date;
  /** Shared memory: 1 asks the thread to stop. */
  readonly cancel: Int32Array;
}

/** Needs, batch by batch. */
export interface ToThread {
  readonly needs: readonly Wanted[];
  readonly last: boolean;
}

/** What was found for a need, by names. */
export interface Found {
  readonly need: Wanted['name'];
  readonly chosen:
    | { readonly resource: Offered['name']; readonly score: number; readonly components: readonly Component[] }
    | undefined;
  readonly alternatives: readonly Alternative[];
}

/** Progress, choices batch by batch, and the end. */
export interface FromThread {
  readonly share?: number;
  readonly choices?: readonly Found[];
  readonly done?: true;
}

/** Small enough that reading one delays nobody. */
const batchSize = 100;

/** A choice by names. */
const byNames = ({ need, chosen, alternatives }: Choice): Found => ({
  need: need.name,
  chosen: chosen && { resource: chosen.resource.name, score: chosen.score, components: chosen.components },
  alternatives,
});

/** Choices by names, batch by batch. */
export function* batches(choices: Iterable<Choice>): Generator<Found[]> {
  let batch: Found[] = [];
  for (const choice of choices) {
    batch.push(byNames(choice));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
