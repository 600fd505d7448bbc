import type { MatchRunName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MatchRun, MatchRunServiceService, MatchRun_State } from '@doorstep/contracts/matching/v1/match_run.js';
import { Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { Resource_State } from '@doorstep/contracts/matching/v1/resource.js';
import { SuggestionServiceService, Suggestion_State } from '@doorstep/contracts/matching/v1/suggestion.js';
import { DivisionTree, Store, unmerged } from '@doorstep/store';
import { bootService, eventually, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { MatchingModule } from '../matching.module.js';
import { need } from '../needs/need.example.js';
import { needs } from '../needs/need.store.js';
import { categories, divisions } from '../peers.example.js';
import { Categories, Divisions, Stations } from '../peers.js';
import { resource } from '../resources/resource.example.js';
import { resources } from '../resources/resource.store.js';
import { threadFromSource } from './match-run.example.js';
import { Thread } from './match-run.matcher.js';

describe('MatchRunService', () => {
  let app: Running<typeof MatchRunServiceService & typeof SuggestionServiceService>;
  const [manager, county] = [person('qian'), person('wang', '140930', ['county'])];
  const openUntil = new Date('2099-01-01');

  async function list(id: string, over = {}): Promise<void> {
    const listed = need({ name: `needs/${id}`, state: Need_State.LISTED, openUntil, title: `需求${id}`, ...over });
    await app
      .get(Store)
      .open(needs)
      .create({ requestId: randomUUID(), reason: '' }, county, () => listed);
  }

  async function offer(id: string, over = {}): Promise<void> {
    const offered = resource({ name: `resources/${id}`, state: Resource_State.AVAILABLE, ...over });
    await app
      .get(Store)
      .open(resources)
      .create({ requestId: randomUUID(), reason: '' }, county, () => offered);
  }

  async function run(effectiveTime?: Date): Promise<MatchRunName> {
    const { name } = await app.as(county).createMatchRun({
      matchRun: MatchRun.fromPartial({ division: '140930' }),
      requestId: randomUUID(),
      effectiveTime,
    });
    await eventually(async () => {
      expect((await app.as(county).getMatchRun({ name })).state).toBe(MatchRun_State.READY);
    });
    return name;
  }

  beforeAll(async () => {
    const both = { ...MatchRunServiceService, ...SuggestionServiceService };
    app = await bootService(MatchingModule, both, [
      [Stations, {}],
      [Divisions, divisions],
      [Categories, categories],
      [DivisionTree, unmerged],
      [Thread, threadFromSource],
    ]);
    await list('n1', { urgency: 'URGENCY_URGENT' });
    await list('n2');
    await list('n3', { category: 'parking' });
    await list('n4', { state: Need_State.DRAFTED });
    await offer('r1', { capacity: 1 });
    await offer('r2', { capacity: 1, categories: ['health', 'elder-care'] });
    await offer('r3', { division: '140930101' });
  });
  afterAll(() => app.close());

  it('suggests, explains, and lets a person decide', async () => {
    const name = await run();
    expect(await app.as(county).getMatchRun({ name })).toMatchObject({
      needsConsidered: 3,
      resourcesConsidered: 3,
      needsSuggested: 2,
    });
    const { suggestions } = await app.as(manager).listSuggestions({ filter: `match_run = "${name}"` });
    const found = suggestions.map(({ need, resource, state }) => [need, resource, state]);
    expect(found).toEqual([
      ['needs/n1', 'resources/r1', Suggestion_State.SUGGESTED],
      ['needs/n2', 'resources/r2', Suggestion_State.SUGGESTED],
      ['needs/n3', '', Suggestion_State.UNSERVED],
    ]);
    const [first, second] = suggestions;
    expect(first?.score).toBe(first?.components.reduce((sum, { weight, points }) => sum + weight * points, 0));
    expect(second?.alternatives).toMatchObject([{ resource: 'resources/r1', whyNot: 'full' }]);
    expect(second?.alternatives[0]?.zh).toContain('资源多 1 份');

    const request = { name: first?.name ?? '', requestId: randomUUID() };
    expect(await app.as(manager).confirmSuggestion(request)).toMatchObject({
      state: Suggestion_State.CONFIRMED,
      decidedBy: 'qian',
    });
    expect(await app.as(manager).confirmSuggestion(request)).toMatchObject({
      state: Suggestion_State.CONFIRMED,
      etag: '2',
    });
    const store = app.get(Store);
    expect(await store.open(needs).get('needs/n1', county)).toMatchObject({ state: Need_State.MATCHED });
    expect(await store.open(resources).get('resources/r1', county)).toMatchObject({
      state: Resource_State.EXHAUSTED,
      committed: 1,
    });

    const decline = { name: second?.name ?? '', requestId: randomUUID() };
    expect(await reasonOf(app.as(manager).declineSuggestion(decline))).toBe('REASON_REQUIRED');
    expect((await app.as(manager).declineSuggestion({ ...decline, reason: '距离太远' })).state).toBe(
      Suggestion_State.DECLINED,
    );
  });

  it('lets one resource give its last unit to one need, however many confirm at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => list(`c${String(i)}`, { category: 'chess' })));
    await offer('chess', { categories: ['chess'], capacity: 20 });
    const name = await run();
    const { suggestions } = await app
      .as(county)
      .listSuggestions({ filter: `match_run = "${name}" AND state = "SUGGESTED"` });
    const chess = suggestions.filter((suggestion) => suggestion.resource === 'resources/chess');
    expect(chess).toHaveLength(20);
    const answers = await Promise.all(
      chess.map((suggestion) =>
        reasonOf(app.as(manager).confirmSuggestion({ name: suggestion.name, requestId: randomUUID() })),
      ),
    );
    expect(new Set(answers)).toEqual(new Set(['answered']));
    const given = await app.get(Store).open(resources).get('resources/chess', county);
    expect(given).toMatchObject({ committed: 20, state: Resource_State.EXHAUSTED });
    expect(given.commitments).toHaveLength(20);
  });

  it('recorded late, knows what was listed by its day, and what it suggests can be decided as of then', async () => {
    const [before, day, after] = ['2025-03-19', '2025-03-20', '2025-03-21'].map((at) => new Date(`${at}T02:00:00Z`));
    for (const [id, effectiveTime] of [
      ['early', before],
      ['late', after],
    ] as const) {
      const listed = need({ name: `needs/${id}`, state: Need_State.LISTED, openUntil, category: 'paper-cutting' });
      await app
        .get(Store)
        .open(needs)
        .create({ requestId: randomUUID(), reason: '', effectiveTime }, county, () => listed);
    }
    const offered = resource({
      name: 'resources/paper',
      state: Resource_State.AVAILABLE,
      categories: ['paper-cutting'],
    });
    await app
      .get(Store)
      .open(resources)
      .create({ requestId: randomUUID(), reason: '', effectiveTime: before }, county, () => offered);
    const name = await run(day);
    const { suggestions } = await app.as(county).listSuggestions({ filter: `match_run = "${name}"` });
    expect(suggestions.map((suggestion) => suggestion.need)).toEqual(['needs/early']);
    const request = { name: suggestions[0]?.name ?? '', requestId: randomUUID(), effectiveTime: after };
    expect((await app.as(manager).confirmSuggestion(request)).state).toBe(Suggestion_State.CONFIRMED);
    expect((await app.get(Store).open(needs).get('needs/early', county)).stateTime).toEqual(after);
  });
});
