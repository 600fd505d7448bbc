import { workingDay, type Season } from '../../calendar.ts';
import { sixParties } from '../../catalogue.ts';
import { communityOf } from '../../county.ts';
import { evidenceFor } from '../../evidence.ts';
import type { Send } from '../../client/requests.ts';
import { loginIn, townshipLogin } from '../../people.ts';
import { randomOf } from '../../random.ts';
import { chapter, type Chapter, type Told } from '../../telling.ts';
import type { Matching } from '../matching.ts';
import type { NeedStory } from '../needs.ts';
import type { Lists, ProjectStory } from './projects.stories.ts';

/** A project and the needs that it takes in. */
interface Taken {
  readonly project: ProjectStory;
  readonly needs: readonly NeedStory[];
}

/** Needs that a project takes in at most. */
const mostNeeds = 2;
/** The project whose procedure others follow: 隗滨花园's, of which the report says so. */
const exemplary = 'project 0';
const procedure = 'procedure';

/** 项目清单: what is made of the resources in a season. */
export function projects(lists: Lists, season: Season, matching: Matching): Chapter[] {
  const stories = lists.projects.filter((project) => project.season === season);
  const taking = chapter('projects', 14, stories, () => Promise.resolve());
  const tell = (told: Told) => {
    const taken = stories.map((project) => ({
      project,
      needs: matching.take(project.station.compound.code, mostNeeds),
    }));
    return chapter('projects', 14, taken, (_, story: Taken) => tellProject(told, story)).tell(told);
  };
  return [{ ...taking, tell }, ...(season.quarter === 1 ? [chapter('procedure', 2, [season], tellProcedure)] : [])];
}

/** 六方联动: each party agrees before anything is done. */
async function tellProject(told: Told, { project, needs }: Taken): Promise<void> {
  const { id, season, station, outcome, livelihood } = project;
  const { code } = station.compound;
  const days = daysOf(project, told.county.seed);
  const by = (login: string) => told.sending(login, id, (step) => workingDay(days[step.split(' ')[0] ?? ''] ?? 0));
  const manager = by(loginIn(communityOf(code), 'manager'));
  const reuses = livelihood && season.quarter > 1;
  const { name } = await manager('propose', '/v1/projects', {
    division: code,
    category: project.category,
    title: project.title,
    livelihood,
    generated: station.generated,
    ...(id === exemplary && { steps }),
    ...(reuses && { template: told.nameOf(procedure) }),
  });
  const path = `/v1/${told.note(id, name)}`;
  await join(manager, path, project);
  if (outcome === 'PROPOSED') return;
  await by(loginIn(communityOf(code), 'community'))('agree', `${path}:agree`, {});
  for (const { resource, quantity } of project.gifts)
    await manager(`commit ${resource}`, `${path}:commit`, { resource: told.nameOf(resource), quantity });
  for (const need of needs) await manager(`enlist ${need.id}`, `${path}:enlist`, { need: told.nameOf(need.id) });
  await work(manager, path, project);
  const township = by(townshipLogin(code));
  if (outcome === 'CANCELLED') await township('cancel', `${path}:cancel`, { reason: '业主意见不一致' });
  if (outcome === 'ACCEPTED') await township('accept', `${path}:accept`, {});
}

/** What the exemplary project did, step by step. */
const steps = [
  { title: '征求业主意见', department: '小区党支部', workingDays: 5 },
  { title: '现场勘察与设计', department: '县住建局', workingDays: 5 },
  { title: '施工与监控联网', department: '县公安局', workingDays: 15 },
];

/** 各方: each speaks by a person of its own. One that is missing stops it. */
async function join(manager: Send, path: string, { outcome, station }: ProjectStory): Promise<void> {
  for (const { party, name } of outcome === 'PROPOSED' ? sixParties.slice(1) : sixParties) {
    const person = `${party.toLowerCase()}-${station.compound.code}`;
    await manager(`join ${party}`, `${path}:join`, { party: `PARTY_KIND_${party}`, organisationName: name, person });
  }
}

async function work(manager: Send, path: string, { outcome, livelihood }: ProjectStory): Promise<void> {
  const record = path.slice('/v1/'.length);
  const beforeEvidence = livelihood ? [await evidenceFor(manager, record, 'before')] : [];
  await manager('start', `${path}:start`, { beforeEvidence });
  if (outcome !== 'ACCEPTED' && outcome !== 'DELIVERED') return;
  await manager('deliver', `${path}:deliver`, { afterEvidence: [await evidenceFor(manager, record, 'after')] });
}

/** Days of each step. What a resource gives is dated alike for all projects of a season: its steps are told in any order. */
function daysOf({ id, season: { matched } }: ProjectStory, seed: number): Readonly<Record<string, number>> {
  const random = randomOf(seed, `days of ${id}`);
  const start = matched + 7 + random.below(5);
  const deliver = start + 3 + random.below(6);
  const accept = deliver + 1 + random.below(3);
  const agreed = {
    propose: matched + 1,
    join: matched + 2,
    agree: matched + 3,
    commit: matched + 6,
    enlist: matched + 6,
  };
  return { ...agreed, start, deliver, accept, cancel: start + 4 };
}

/** 形成标准化流程: made of the exemplary project, followed by the livelihood matters after it. */
async function tellProcedure(told: Told, { matched }: Season): Promise<void> {
  const send = told.sending('county', procedure, () => workingDay(matched + 25));
  const { name } = await send('clone', '/v1/processTemplates', {
    project: told.nameOf(exemplary),
    displayName: '设施改造六方联动流程',
  });
  await send('publish', `/v1/${told.note(procedure, name)}:publish`, {});
}
