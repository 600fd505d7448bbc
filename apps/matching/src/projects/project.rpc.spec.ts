import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProjectName, ResourceName } from '@doorstep/contracts/names.js';
import { Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { Project_PartyKind as Party, Project_State as State } from '@doorstep/contracts/matching/v1/project.js';
import { Resource_State } from '@doorstep/contracts/matching/v1/resource.js';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { change, chen, li, qian, Stories, sun, wang, wu } from '../stories.example.js';
import { joining, project } from './project.example.js';

const [first] = joining();

describe('ProjectService', () => {
  let stories: Stories;
  const create = (over = {}, by = qian) =>
    stories.as(by).createProject({ project: project(over), requestId: randomUUID() });
  const commit = (name: ProjectName, resource: ResourceName, quantity: number, by = qian) =>
    stories.as(by).commitProject({ ...change(name), resource, quantity });
  const resourceOf = (name: ResourceName) => stories.as(wang).getResource({ name });

  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  it('goes from the proposal to acceptance, and its needs with it', async () => {
    const [met, unmet] = [await stories.matched(), await stories.matched()];
    const resource = await stories.offered();
    const { name, waiting } = await create({ livelihood: true });
    expect(waiting).toMatchObject({ desk: '1409301000010001' });
    for (const party of joining()) await stories.as(qian).joinProject({ ...change(name), ...party });
    await commit(name, resource, 2);
    for (const need of [met, unmet]) await stories.as(qian).enlistProject({ ...change(name), need });
    expect(await stories.as(qian).getNeed({ name: met })).toMatchObject({
      state: Need_State.IN_PROJECT,
      project: name,
    });
    await stories.as(qian).agreeProject(change(name));
    expect(await reasonOf(stories.as(qian).startProject(change(name)))).toBe('EVIDENCE_BEFORE_MISSING');
    await stories.as(qian).startProject({ ...change(name), beforeEvidence: ['evidence/before'] });
    await stories.as(qian).deliverProject({ ...change(name), afterEvidence: ['evidence/after'] });
    const accepted = await stories.as(chen).acceptProject({ ...change(name), unmet: [unmet] });
    expect(accepted).toMatchObject({ state: State.ACCEPTED, acceptedBy: 'chen', waiting: undefined });
    await eventually(async () => {
      const states = await Promise.all(
        [met, unmet].map(async (need) => (await stories.as(qian).getNeed({ name: need })).state),
      );
      expect(states).toEqual([Need_State.MET, Need_State.UNMET]);
    });
    expect(await resourceOf(resource)).toMatchObject({ committed: 2, commitments: [{ project: name, quantity: 2 }] });
  });

  it('cancelled, frees what it was given and meets nothing', async () => {
    const [resource, need] = [await stories.offered(), await stories.matched()];
    const name = await stories.running();
    await commit(name, resource, 3);
    await stories.as(qian).enlistProject({ ...change(name), need });
    expect((await resourceOf(resource)).state).toBe(Resource_State.EXHAUSTED);
    expect(await reasonOf(stories.as(wu).cancelProject(change(name)))).toBe('REASON_REQUIRED');
    await stories.as(wu).cancelProject({ ...change(name), reason: '资金不足' });
    await eventually(async () => {
      expect(await resourceOf(resource)).toMatchObject({ state: Resource_State.AVAILABLE, committed: 0 });
      expect((await stories.as(qian).getNeed({ name: need })).state).toBe(Need_State.UNMET);
    });
  });

  it('never takes more of a resource than there is, in 200 tries at once', async () => {
    const resource = await stories.offered({ capacity: 60 });
    const names = await Promise.all(Array.from({ length: 200 }, () => stories.proposed()));
    const answers = await Promise.all(names.map((name) => reasonOf(commit(name, resource, 1))));
    expect(answers.filter((reason) => reason === 'answered')).toHaveLength(60);
    expect(answers.filter((reason) => reason !== 'answered' && reason !== 'CAPACITY_EXCEEDED')).toEqual([]);
    const given = await resourceOf(resource);
    expect(given).toMatchObject({ committed: 60, state: Resource_State.EXHAUSTED });
    expect(new Set(given.commitments.map((one) => one.project)).size).toBe(60);
  }, 60_000);

  it('commits once, however often it is asked', async () => {
    const [name, resource] = [await stories.proposed(), await stories.offered()];
    const request = { ...change(name), resource, quantity: 2 };
    const answers = [await stories.as(qian).commitProject(request), await stories.as(qian).commitProject(request)];
    expect(answers[1]).toEqual(answers[0]);
    expect(await resourceOf(resource)).toMatchObject({ committed: 2 });
    expect(await reasonOf(commit(name, resource, 1))).toBe('COMMITTED_ALREADY');
    await stories.as(qian).releaseProject({ ...change(name), resource, reason: '改期' });
    expect(await resourceOf(resource)).toMatchObject({ committed: 0, state: Resource_State.AVAILABLE });
  });

  it.each([
    { what: 'of another township', over: { division: '140930101' } },
    { what: 'that there is not', over: undefined },
  ])('is given nothing of a resource $what', async ({ over }) => {
    const resource = over ? await stories.offered(over) : ('resources/none' as const);
    expect(await reasonOf(commit(await stories.proposed(), resource, 1))).toBe('NOT_FOUND');
  });

  it.each([
    { what: 'negative units', quantity: -1 },
    { what: 'no units', quantity: 0 },
  ])('is not given $what', async ({ quantity }) => {
    expect(await reasonOf(commit(await stories.proposed(), await stories.offered(), quantity))).toBe('INVALID');
  });

  it.each([
    { what: 'the same party', over: { person: 'another' }, want: 'PARTY_TWICE' },
    { what: 'the same person', over: { party: Party.RESIDENT_UNIT }, want: 'PERSON_TWICE' },
    { what: 'no party', over: { party: Party.UNSPECIFIED, person: 'another' }, want: 'INVALID' },
    { what: 'nobody', over: { party: Party.RESIDENT_UNIT, person: '' }, want: 'INVALID' },
  ])('is not joined by $what: $want', async ({ over, want }) => {
    const name = await stories.proposed();
    await stories.as(qian).joinProject({ ...change(name), ...first });
    expect(await reasonOf(stories.as(qian).joinProject({ ...change(name), ...first, ...over }))).toBe(want);
    expect(await reasonOf(stories.as(qian).agreeProject(change(name)))).toBe('QUORUM_MISSING');
  });

  it.each<{ what: string; said: object }>([
    { what: 'no evidence', said: { afterEvidence: [] } },
    { what: 'what is no evidence', said: { afterEvidence: ['photo.jpg'] } },
    { what: 'the same evidence twice', said: { afterEvidence: ['evidence/e1', 'evidence/e1'] } },
  ])('is not delivered with $what', async ({ said }) => {
    const name = await stories.running();
    expect(await reasonOf(stories.as(qian).deliverProject({ ...change(name), ...said }))).toBe('INVALID');
  });

  it.each([
    { who: 'a resident', by: li, want: 'NOT_PERMITTED' },
    { who: 'another community', by: sun, want: 'OUTSIDE_JURISDICTION' },
    { who: 'its station, somewhere that is nowhere', by: qian, over: { division: '140931100001' }, want: 'NOT_FOUND' },
    { who: 'its station, without a category', by: qian, over: { category: '' }, want: 'INVALID' },
  ])('is not proposed by $who: $want', async ({ by, over, want }) => {
    expect(await reasonOf(create(over, by))).toBe(want);
  });

  it.each([
    { who: 'a resident', by: li, want: 'NOT_PERMITTED' },
    { who: 'the station', by: qian, want: 'NOT_PERMITTED' },
    { who: 'another community', by: sun, want: 'NOT_FOUND' },
    { who: 'who delivered it', by: chen, want: 'ACCEPTED_BY_DELIVERER' },
  ])('is not accepted by $who: $want', async ({ by, want }) => {
    const name = await stories.running();
    await stories.as(chen).deliverProject({ ...change(name), afterEvidence: ['evidence/after'] });
    expect(await reasonOf(stories.as(by).acceptProject(change(name)))).toBe(want);
  });

  it('is not sent back from its own desk', async () => {
    const request = { ...change(await stories.proposed()), reason: '请先商议' };
    expect(await reasonOf(stories.as(chen).returnProject(request))).toBe('NOT_ESCALATED');
  });

  it('is listed by state, and as a livelihood matter', async () => {
    const name = await stories.running({ livelihood: true });
    const { projects } = await stories.as(li).listProjects({ filter: 'state = "RUNNING" AND livelihood = true' });
    expect(projects.map((one) => one.name)).toContain(name);
    expect(projects.every(({ livelihood, state }) => livelihood && state === State.RUNNING)).toBe(true);
    expect(await reasonOf(stories.as(li).listProjects({ filter: 'title = "独居老人送餐"' }))).toBe('FILTER_NOT_SERVED');
  });
});
