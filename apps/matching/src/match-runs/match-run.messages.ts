import type { Choice, Component, Offered, Past, Wanted } from '@doorstep/assignment';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import type { Suggestion_Alternative as Alternative } from '@doorstep/contracts/matching/v1/suggestion.js';

/** What ranking looks at in a need, and in a resource, by the names that these have. */
export type WantedNeed = Wanted & Pick<Need, 'name'>;
export type OfferedResource = Offered & Pick<Resource, 'name'>;

/** What a thread is started with. */
export interface Task {
  readonly resources: readonly OfferedResource[];
  readonly past: Past;
  readonly now: Date;
  /** Shared memory: 1 asks the thread to stop. */
  readonly cancel: Int32Array;
}

/** Needs, batch by batch. */
export interface ToThread {
  readonly needs: readonly WantedNeed[];
  readonly last: boolean;
}

/** What was found for a need, by names. */
export interface Found {
  readonly need: Need['name'];
  readonly chosen:
    | { readonly resource: Resource['name']; readonly score: number; readonly components: readonly Component[] }
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

type Matched = Choice<WantedNeed, OfferedResource>;

/** A choice by names. */
const byNames = ({ need, chosen, alternatives }: Matched): Found => ({
  need: need.name,
  chosen: chosen && { resource: chosen.resource.name, score: chosen.score, components: chosen.components },
  alternatives: alternatives.map(({ resource, ...why }) => ({ ...why, resource: resource.name })),
});

/** Choices by names, batch by batch. */
export function* batches(choices: Iterable<Matched>): Generator<Found[]> {
  let batch: Found[] = [];
  for (const choice of choices) {
    batch.push(byNames(choice));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
