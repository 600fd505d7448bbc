import { addDays } from '@doorstep/domain';
import { weeks, workingDay, workingDays } from '../calendar.ts';
import { communityOf, type County, type Place } from '../county.ts';
import { loginIn, subjectOf } from '../people.ts';
import { randomOf } from '../random.ts';
import { at, chapter, sideBySide, type Chapter, type Told } from '../telling.ts';

/** 每周下沉四天: days on site of an ordinary week of five working days. Source: the report, on grids. */
const [daysAsked, ordinaryWeek] = [4, 5];

/** A grid around each station from the first working day on, with one worker, who is on leave once in the year. */
export const grids = ({ stations }: County): Chapter =>
  chapter(
    'grids',
    3,
    stations.map(({ compound }) => compound),
    tellGrid,
  );

async function tellGrid(told: Told, compound: Place): Promise<void> {
  const { code, name, generated } = compound;
  const [firstDay, lastDay] = leaveOf(told.county, code);
  const day = (step: string) => (step === 'excuse' ? addDays(firstDay, -3) : workingDay(0));
  const send = told.sending(loginIn(communityOf(code), 'community'), `grid ${code}`, day);
  const grid = await send('draw', '/v1/grids', { division: code, displayName: `${name}网格`, generated });
  const path = `/v1/${told.note(`grid ${code}`, grid['name'])}`;
  await send('assign', `${path}:assign`, { worker: subjectOf(loginIn(compound, 'grid')) });
  await send('excuse', `${path}:excuse`, { firstDay, lastDay });
}

/** First and last day of a leave of three working days. */
function leaveOf({ seed }: County, compound: string): readonly [string, string] {
  const first = 100 + randomOf(seed, `leave ${compound}`).below(120);
  return [workingDay(first), workingDay(first + 2)];
}

/**
 * 下沉: every worker is on site four days a week, fewer where holidays or leave leave fewer.
 * @param told weeks that are told, by their ISO names.
 */
export function checkins(county: County, told: readonly string[] = [...weeks.keys()]): Chapter {
  const requests = county.stations.length * told.reduce((sum, week) => sum + asked(weeks.get(week)?.length ?? 0), 0);
  return {
    title: 'check-ins',
    requests,
    tell: (year) => sideBySide(workerWeeks(county, told), (week) => tellWeek(year, week)),
  };
}

interface WorkerWeek {
  readonly compound: Place;
  readonly week: string;
}

/** One by one: a whole year of a large county would be long as a list. */
function* workerWeeks({ stations }: County, told: readonly string[]): Generator<WorkerWeek> {
  for (const week of told) for (const { compound } of stations) yield { compound, week };
}

const asked = (available: number): number => Math.min(daysAsked, Math.round((daysAsked * available) / ordinaryWeek));

/** Days on which a worker is on site in a week. */
export function daysOnSite(county: County, { compound, week }: WorkerWeek): readonly string[] {
  const [from, until] = leaveOf(county, compound.code);
  const present = (weeks.get(week) ?? []).filter((day) => day > (workingDays[0] ?? '') && (day < from || day > until));
  const random = randomOf(county.seed, `week ${week} ${compound.code}`);
  return random.shuffle(present).slice(0, asked(present.length)).sort();
}

async function tellWeek(told: Told, story: WorkerWeek): Promise<void> {
  const { code } = story.compound;
  const grid = told.nameOf(`grid ${code}`);
  for (const day of daysOnSite(told.county, story)) {
    const send = told.sending(loginIn(story.compound, 'grid'), `grid ${code}`, () => at(day, 1));
    await send(`check in ${day}`, '/v1/gridCheckins', { grid });
  }
}
