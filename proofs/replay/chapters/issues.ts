import { seasons, workingDay, year, type Season } from '../calendar.ts';
import { crossDepartmentTitles } from '../catalogue.ts';
import type { County, Place } from '../county.ts';
import { evidenceFor } from '../evidence.ts';
import { loginIn, subjectOf, townshipLogin, units, type Unit } from '../people.ts';
import { randomOf } from '../random.ts';
import { howMany, times } from '../report.ts';
import { at, chapter, type Chapter, type Told } from '../telling.ts';

/** What came of an issue in a quarter. */
type Turn = 'verified' | 'put off' | 'reopened' | 'under way';

export interface IssueStory {
  readonly id: string;
  readonly community: Place;
  readonly lead: Unit;
  readonly title: string;
  readonly category: string;
  /** Quarter → what came of it there; the first is the one in which it was raised. */
  readonly turns: ReadonlyMap<number, Turn>;
}

/** Of those that are verified, one in so many is put off to the next meeting, and one in so many opened again. */
const [oneIsPutOff, oneIsReopened] = [8, 15];
/** Issues that are still under way when the year ends: they do not count. */
const underWay = 3;

/** 跨部门问题: as many verified as the report counts. */
export function issueStories(county: County): IssueStory[] {
  const verified = howMany('cross_department_issues_resolved', county.scale);
  return Array.from({ length: verified + times(underWay, county.scale) }, (_, n): IssueStory => {
    const id = `issue ${String(n)}`;
    const random = randomOf(county.seed, id);
    const quarter = (n % seasons.length) + 1;
    return {
      id,
      community: random.pick(county.communities),
      lead: random.pick(units),
      ...random.pick(crossDepartmentTitles),
      turns: n < verified ? turnsOf(quarter, n) : new Map([[seasons.length, 'under way']]),
    };
  });
}

function turnsOf(quarter: number, n: number): ReadonlyMap<number, Turn> {
  if (quarter === seasons.length) return new Map([[quarter, 'verified']]);
  const later = [quarter + 1, 'verified'] as const;
  if (n % oneIsPutOff === 1) return new Map([[quarter, 'put off'], later]);
  if (n % oneIsReopened === 2) return new Map([[quarter, 'reopened'], later]);
  return new Map([[quarter, 'verified']]);
}

/** A quarter: what is raised or carried over comes before the meeting, which says who leads; the leads then solve it. */
export function quarter(stories: readonly IssueStory[], season: Season): Chapter[] {
  const tabled = stories.filter(({ turns }) => turns.has(season.quarter));
  const assigned = tabled.filter(({ turns }) => turns.get(season.quarter) !== 'put off');
  return [
    chapter('issues', 2, tabled, (told, story) => table(told, story, season)),
    chapter('joint meeting', 4, [season], meet),
    chapter('issues', 4, assigned, (told, story) => solve(told, story, season)),
  ];
}

/** Raised in the weeks before the meeting; what is carried over stands on its agenda again. */
async function table(told: Told, { id, community, title, category, turns }: IssueStory, season: Season): Promise<void> {
  const before = season.meeting - 4 - randomOf(told.county.seed, `raised ${id}`).below(25);
  const [first] = turns.keys();
  if (first === season.quarter) {
    const raise = told.sending(loginIn(community, 'community'), id, () => workingDay(before));
    const draft = { division: community.code, title, category, generated: true };
    told.note(id, (await raise('raise', '/v1/crossDepartmentIssues', draft))['name']);
  }
  const send = told.sending('county', id, () => workingDay(season.meeting - 3));
  await send(`table ${String(season.quarter)}`, `/v1/${told.nameOf(id)}:table`, { quarter: quarterName(season) });
}

const quarterName = ({ quarter }: Season): string => `${String(year)}-Q${String(quarter)}`;

/** 联席会议: the county's departments, the townships and the units of the place. */
async function meet(told: Told, season: Season): Promise<void> {
  const { county, townships } = told.county;
  const days: Readonly<Record<string, string>> = {
    schedule: at(workingDay(season.meeting - 2)),
    hold: at(workingDay(season.meeting)),
    minute: at(workingDay(season.meeting), 8),
    close: at(workingDay(season.meeting), 9),
  };
  const send = told.sending('county', `meeting ${quarterName(season)}`, (step) => days[step] ?? '');
  const meetingTime = at(workingDay(season.meeting), 1);
  const { name } = await send('schedule', '/v1/jointMeetings', { division: county.code, meetingTime });
  const path = `/v1/${String(name)}`;
  const attended = ['county', ...townships.map(({ code }) => townshipLogin(code))].map(subjectOf);
  const { agenda } = await send('hold', `${path}:hold`, { attended });
  const decisions = (agenda as string[]).map((issue) => ({
    issue,
    text: '按会议纪要确定的牵头部门办理，或提交下次会议',
  }));
  const minutes = await evidenceFor(send, String(name), 'minutes', 'MINUTES');
  await send('minute', `${path}:minute`, { minutes, decisions });
  await send('close', `${path}:close`, {});
}

/** The lead solves it by its own client; the county looks whether it is solved. */
async function solve(told: Told, story: IssueStory, season: Season): Promise<void> {
  const { id, lead, turns } = story;
  const turn = turns.get(season.quarter);
  const done = season.meeting + 4 + randomOf(told.county.seed, `solved ${id} ${String(season.quarter)}`).below(8);
  const days: Readonly<Record<string, number>> = {
    assign: season.meeting + 1,
    start: season.meeting + 2,
    resolve: done,
    verify: done + 1,
    reopen: done + 1,
  };
  const by = (login: string) => told.sending(login, id, (step) => workingDay(days[step.split(' ')[0] ?? ''] ?? 0));
  const [county, department, path] = [by('county'), by(lead.login), `/v1/${told.nameOf(id)}`];
  const step = (verb: string) => `${verb} ${String(season.quarter)}`;
  await county(step('assign'), `${path}:assign`, {
    lead: lead.subject,
    leadDepartment: lead.organisation,
    coDepartments: [],
  });
  await department(step('start'), `${path}:start`, {});
  if (turn === 'under way') return;
  const evidence = await evidenceFor(department, told.nameOf(id), step('resolved'));
  await department(step('resolve'), `${path}:resolve`, { resolutionEvidence: [evidence] });
  if (turn === 'verified') await county(step('verify'), `${path}:verify`, {});
  else await county(step('reopen'), `${path}:reopen`, { reason: '现场复核问题仍在' });
}
