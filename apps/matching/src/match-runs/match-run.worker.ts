import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Past } from '@doorstep/assignment';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { MatchRun } from '@doorstep/contracts/matching/v1/match_run.js';
import { MatchRun_State } from '@doorstep/contracts/matching/v1/match_run.js';
import { Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { Resource_State, type Resource } from '@doorstep/contracts/matching/v1/resource.js';
import { Suggestion_State, type Suggestion } from '@doorstep/contracts/matching/v1/suggestion.js';
import type { Caller } from '@doorstep/domain';
import type { EventBody } from '@doorstep/events';
import { Config, Log, Metrics, ownCaller } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { needs } from '../needs/need.store.js';
import { resources } from '../resources/resource.store.js';
import { suggest } from '../suggestions/suggestion.js';
import { suggestions } from '../suggestions/suggestion.store.js';
import { Matcher } from './match-run.matcher.js';
import { finishMatchRun, type Outcome } from './match-run.js';
import { matchRuns } from './match-run.store.js';

/** What it is called to those who watch it. */
const work = 'match-runs';
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
  private readonly runs: Repository<MatchRun>;
  private readonly needs: Repository<Need>;
  private readonly resources: Repository<Resource>;
  private readonly suggestions: Repository<Suggestion>;

  constructor(
    store: Store,
    private readonly matcher: Matcher,
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {
    this.runs = store.open(matchRuns);
    this.needs = store.open(needs);
    this.resources = store.open(resources);
    this.suggestions = store.open(suggestions);
    store.react(work, async (entry) => {
      if (entry.type === 'matchRuns.running') await this.work(entry);
    });
  }

  /** Matches, explains and records a suggestion for every listed need of the run's division. */
  async work({ aggregate, eventId, body }: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, work, patienceMs);
    const run = await this.runs.get(this.runs.nameIn(aggregate), caller);
    if (run.state !== MatchRun_State.RUNNING) return;
    const asOf = new Date((JSON.parse(body) as EventBody).effectiveTime);
    const start = performance.now();
    const outcome = await this.suggest(run, asOf, caller);
    this.metrics.observe('doorstep_work_duration_seconds', { work }, (performance.now() - start) / 1000);
    const request = { name: run.name, etag: '', requestId: eventId, reason: '', effectiveTime: asOf };
    await this.runs.update(request, caller, (record) => finishMatchRun(record, outcome));
  }

  /** A run that is recorded late is of its day: it knows the needs that were listed by then, and its suggestions are as old. */
  private async suggest(run: MatchRun, asOf: Date, caller: Caller): Promise<Outcome> {
    const listed = (await this.listed(run.division)).filter(
      ({ stateTime }) => stateTime === undefined || stateTime <= asOf,
    );
    const needs = new Map(listed.map((need) => [need.name, need]));
    const resources = new Map((await this.available()).map((resource) => [resource.name, resource]));
    const input = {
      needs: [...needs.values()],
      resources: [...resources.values()],
      now: asOf,
      past: await this.past(),
    };
    const tell = this.progressOf(run);
    const outcome = {
      needsConsidered: needs.size,
      resourcesConsidered: resources.size,
      needsSuggested: 0,
      totalScore: 0,
    };
    for await (const batch of this.matcher.match(input, tell)) {
      const found = batch.flatMap(({ need, chosen, alternatives }) => {
        const [wanted, offered] = [needs.get(need), resources.get(chosen?.resource ?? '')];
        return wanted
          ? [
              suggest(run, {
                need: wanted,
                chosen: chosen && offered && { ...chosen, resource: offered },
                alternatives,
              }),
            ]
          : [];
      });
      await this.record(run, found, asOf, caller);
      const served = found.filter(({ resource }) => resource !== '');
      outcome.needsSuggested += served.length;
      outcome.totalScore += served.reduce((sum, { score }) => sum + score, 0);
    }
    return outcome;
  }

  /** Says how far a run is, each tenth once. */
  private progressOf({ name }: MatchRun): (share: number) => void {
    let told = 0;
    return (share) => {
      const tenth = Math.floor(10 * share);
      if (tenth <= told) return;
      told = tenth;
      this.log.info('matchRun.progress', { run: name, percent: 10 * tenth });
    };
  }

  private async record(
    run: MatchRun,
    found: readonly Suggestion[],
    effectiveTime: Date,
    caller: Caller,
  ): Promise<void> {
    for (let at = 0; at < found.length; at += atOnce) {
      await Promise.all(
        found.slice(at, at + atOnce).map((suggestion) => {
          const id = idFor(run.name, suggestion.need);
          return this.suggestions.create({ requestId: id, reason: '', effectiveTime }, caller, () => ({
            ...suggestion,
            name: `suggestions/${id}`,
          }));
        }),
      );
    }
  }

  private listed(division: string): Promise<Need[]> {
    return Array.fromAsync(this.needs.scan({ state: Need_State.LISTED }, division));
  }

  private available(): Promise<Resource[]> {
    return Array.fromAsync(
      this.resources.scan({ state: { $in: [Resource_State.AVAILABLE, Resource_State.COMMITTED] } }),
    );
  }

  /** What was given and decided so far, in the whole county: a compound's share counts wherever it came from. */
  private async past(): Promise<Past> {
    const given = new Map<string, number>();
    const served = { $in: [Need_State.MATCHED, Need_State.IN_PROJECT, Need_State.MET] };
    for await (const { division, quantity } of this.needs.scan({ state: served }))
      given.set(division, (given.get(division) ?? 0) + quantity);
    const decided = new Map<string, { all: number; confirmed: number }>();
    const decisions = { $in: [Suggestion_State.CONFIRMED, Suggestion_State.DECLINED] };
    for await (const { resource, state } of this.suggestions.scan({ state: decisions })) {
      const { all, confirmed } = decided.get(resource) ?? { all: 0, confirmed: 0 };
      decided.set(resource, { all: all + 1, confirmed: confirmed + (state === Suggestion_State.CONFIRMED ? 1 : 0) });
    }
    return { given, decided };
  }
}

/** One suggestion a run and need: the same id however often the run is done. */
const idFor = (run: string, need: string): string =>
  createHash('sha256').update(`${run} ${need}`).digest('hex').slice(0, 32);
