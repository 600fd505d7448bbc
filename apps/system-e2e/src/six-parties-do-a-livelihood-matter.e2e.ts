import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Item } from './client.js';
import { parties, places } from './county.js';
import { clerkOf, newCategory, offer, somebodyElse, suggested } from './records.example.js';
import { Walking } from './walking.example.js';

// A community in which no other story plays, so that its figures are ours alone.
const community = '140930104001';
const walking = new Walking(community);
const clerk = clerkOf(walking.community);

const valueOf = async (figure: string) =>
  (await clerk.done(`GET /v1/figures/${figure}?division=${community}`))['value'];

/** One story in order: each step stands on those before. */
describe('six parties do a livelihood matter', () => {
  let need: Item;
  let resource: Item;
  let project: Item;
  const step = async (verb: string, body: object = {}, by = clerk) => {
    project = await by.done(`POST /v1/${project.name}:${verb}`, body);
    return project;
  };

  beforeAll(async () => {
    await places(community);
    const category = await newCategory();
    resource = await offer(walking, category, 3);
    const [suggestion] = await suggested(walking, category, 1);
    await clerk.done(`POST /v1/${suggestion?.name ?? ''}:confirm`, {});
    need = await clerk.done(`GET /v1/${String(suggestion?.['need'])}`);
  });

  it('is proposed, and not agreed before all six said so', async () => {
    const draft = { division: community, category: 'elder-care', title: '加装扶手', livelihood: true };
    project = await clerk.done('POST /v1/projects', draft);
    for (const party of parties.slice(1)) await step('join', party);
    const { status, body } = await clerk.ask(`POST /v1/${project.name}:agree`, { body: {} });
    expect({ status, reason: body.reason, missing: body.facts['missing'] }).toEqual({
      status: 409,
      reason: 'QUORUM_MISSING',
      missing: parties[0]?.party,
    });
    for (const party of parties.slice(0, 1)) await step('join', party);
    expect((await step('agree')).state).toBe('STATE_AGREED');
  });

  it('takes what the resource has left, and no more', async () => {
    const tooMuch = await clerk.ask(`POST /v1/${project.name}:commit`, {
      body: { resource: resource.name, quantity: 3 },
    });
    expect(tooMuch.body).toMatchObject({ reason: 'CAPACITY_EXCEEDED', facts: { left: '2' } });
    await step('commit', { resource: resource.name, quantity: 2 });
    resource = await clerk.done(`GET /v1/${resource.name}`);
    expect(resource).toMatchObject({ state: 'STATE_EXHAUSTED', committed: 3 });
  });

  it('takes the need in, runs and is delivered, with evidence from before and after', async () => {
    await step('enlist', { need: need.name });
    const { body } = await clerk.ask(`POST /v1/${project.name}:start`, { body: {} });
    expect(body.reason).toBe('EVIDENCE_BEFORE_MISSING');
    await step('start', { beforeEvidence: [await walking.evidence(project.name)] });
    await step('deliver', { afterEvidence: [await walking.evidence(project.name)] });
    expect((await clerk.ask(`POST /v1/${project.name}:accept`, { body: {} })).body.reason).toBe(
      'ACCEPTED_BY_DELIVERER',
    );
    expect((await step('accept', {}, somebodyElse('township', community))).state).toBe('STATE_ACCEPTED');
  });

  it('meets its need', async () => {
    await eventually(async () => expect((await clerk.done(`GET /v1/${need.name}`)).state).toBe('STATE_MET'));
  });

  it.each([
    ['projects_implemented', () => project.name],
    ['livelihood_matters', () => project.name],
    ['resources_matched', () => resource.name],
  ])('moves %s by one, and the figure shows the record behind it', async (figure, name) => {
    await eventually(async () => expect(await valueOf(figure)).toBe('1'));
    const behind = await clerk.all(`/v1/figures/${figure}/records?division=${community}`, 'records');
    expect(behind.map(({ record }) => record)).toEqual([name()]);
  });
});
