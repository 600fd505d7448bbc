import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { choose } from '@doorstep/assignment';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { MatchRun } from '@doorstep/contracts/matching/v1/match_run.js';
import { MatchRun_State } from '@doorstep/contracts/matching/v1/match_run.js';
import { Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { Resource_State, type Resource } from '@doorstep/contracts/matching/v1/resource.js';
import type { Suggestion } from '@doorstep/contracts/matching/v1/suggestion.js';
import { ownCaller } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { needs } from '../needs/need.store.js';
import { resources } from '../resources/resource.store.js';
import { suggest } from '../suggestions/suggestion.js';
import { suggestions } from '../suggestions/suggestion.store.js';
import { finishMatchRun } from './match-run.js';
import { matchRuns } from './match-run.store.js';

/** Suggestions written side by side. */
const atOnce = 16;
/** A run over a whole county may take this long. */
const patienceMs = 600_000;

/**
 * Does what a run asks for, in the background: it follows this service's own journal, so that a run that was accepted
 * is finished even if the process dies in the middle. Every write names the event, so that a repeat changes nothing.
 */
@Injectable()
export class MatchRunWorker {
  private readonly runs: Aggregates<MatchRun>;
  private readonly needs: Aggregates<Need>;
  private readonly resources: Aggregates<Resource>;
  private readonly suggestions: Aggregates<Suggestion>;

  constructor(store: Store) {
    this.runs = store.open(matchRuns);
    this.needs = store.open(needs);
    this.resources = store.open(resources);
    this.suggestions = store.open(suggestions);
    store.react('match-runs', async (entry) => {
      if (entry.type === 'matchRuns.running') await this.work(entry);
    });
  }

  /** Ranks, chooses and records a suggestion for every listed need of the run's division. */
  async work({ aggregate, eventId }: Entry): Promise<void> {
    const caller = ownCaller('matching', 'match-run', patienceMs);
    const run = await this.runs.get(aggregate, caller);
    if (run.state !== MatchRun_State.RUNNING) return;
    const [listed, available] = [await this.listed(run.division), await this.available()];
    const found = choose(listed, available, new Date()).map((choice) => suggest(run, choice));
    for (let at = 0; at < found.length; at += atOnce) {
      await Promise.all(
        found.slice(at, at + atOnce).map((suggestion) => {
          const id = idFor(run.name, suggestion.need);
          return this.suggestions.create({ requestId: id, reason: '' }, caller, {
            ...suggestion,
            name: `suggestions/${id}`,
          });
        }),
      );
    }
    const served = found.filter(({ resource }) => resource !== '');
    await this.runs.update({ name: run.name, etag: '', requestId: eventId, reason: '' }, caller, (record) =>
      finishMatchRun(record, {
        needsConsidered: listed.length,
        resourcesConsidered: available.length,
        needsSuggested: served.length,
        totalScore: served.reduce((sum, { score }) => sum + score, 0),
      }),
    );
  }

  private async listed(division: string): Promise<Need[]> {
    const found = await Array.fromAsync(this.needs.scan({ state: Need_State.LISTED }, division));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async available(): Promise<Resource[]> {
    const states = { $in: [Resource_State.AVAILABLE, Resource_State.COMMITTED] };
    const found = await Array.fromAsync(this.resources.scan({ state: states }));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** One suggestion a run and need: the same id however often the run is done. */
const idFor = (run: string, need: string): string =>
  createHash('sha256').update(`${run} ${need}`).digest('hex').slice(0, 32);
