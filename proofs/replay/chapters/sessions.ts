import { addDays } from '@doorstep/domain';
import { daysOff, workingDay, year } from '../calendar.ts';
import { communityOf, type County, type StationStory } from '../county.ts';
import { evidenceFor } from '../evidence.ts';
import { loginIn } from '../people.ts';
import { randomOf } from '../random.ts';
import { howMany } from '../report.ts';
import { at, chapter, type Chapter, type Told } from '../telling.ts';
import { starts, stationsWith, type ProgrammeKind } from './programmes.ts';

export interface SessionStory {
  readonly id: string;
  readonly kind: ProgrammeKind;
  readonly station: StationStory;
  readonly title: string;
  readonly day: string;
  /** Children who come, and those who have a place and stay away. */
  readonly children: readonly string[];
  readonly absent: readonly string[];
}

/** Festivals of the year that a station keeps. */
const festivals: Readonly<Record<string, string>> = {
  [`${String(year)}-05-31`]: '端午邻里节',
  [`${String(year)}-08-29`]: '七夕百家宴',
  [`${String(year)}-10-03`]: '月满华诞、家国同庆',
  [`${String(year)}-10-29`]: '重阳敬老百家宴',
};
/** What the report names of each compound; others do some of everything. */
const customs: Readonly<Record<string, string>> = {
  '1409301000010001': '剪纸培训班',
  '1409301000020001': '剪纸交流',
  '1409301000020002': '棋牌比赛',
  '1409301000020003': '红歌传唱',
};
const pastimes = ['文化汇演', '书画展', '棋牌比赛', '红歌传唱', '邻里节', '图书漂流', '健身操比赛'];
/** One session in so many is a festival. */
const festive = 4;

/** 文化活动: as many as the report counts, in turn at every station, on days off. */
export function culturalSessions(county: County): SessionStory[] {
  const { seed, scale, stations } = county;
  return Array.from({ length: howMany('cultural_activities', scale) }, (_, n): SessionStory => {
    const station = stations[n % stations.length];
    if (station === undefined) throw new Error('a county without a station');
    const id = `cultural session ${String(n)}`;
    const random = randomOf(seed, id);
    const kind = n % festive === 0 ? 'FESTIVAL' : 'CULTURE';
    const earliest = addDays(workingDay(starts(station)), 8);
    const days = (kind === 'FESTIVAL' ? Object.keys(festivals) : daysOff).filter((day) => day >= earliest);
    const day = random.pick(days.slice(0, -1));
    const title = festivals[day] ?? customs[station.compound.code] ?? random.pick(pastimes);
    return {
      id,
      kind,
      station,
      title: kind === 'FESTIVAL' ? title : (customs[station.compound.code] ?? title),
      day,
      children: [],
      absent: [],
    };
  });
}

/** Sessions of one class over the summer holidays, and its first day. */
const [classes, summer] = [4, `${String(year)}-07-08`];

/** 四点半课堂: in the summer holidays; as many person-times as the report counts, shared among the classes. */
export function classSessions(county: County): SessionStory[] {
  const stations = stationsWith(county, 'AFTER_SCHOOL');
  const all = stations.length * classes;
  const times = howMany('after_school_person_times', county.scale);
  return stations.flatMap((station, s) =>
    Array.from({ length: classes }, (_, n): SessionStory => {
      const nth = s * classes + n;
      const size = Math.floor(times / all) + (nth < times % all ? 1 : 0);
      const id = `class ${station.compound.code} ${String(n)}`;
      const [absent = '', ...others] = randomOf(county.seed, id).shuffle(childrenOf(station.compound.code, size + 6));
      return {
        id,
        kind: 'AFTER_SCHOOL',
        station,
        title: ['作业辅导', '红色教育', '科普体验', '书法绘画'][n % classes] ?? '作业辅导',
        day: addDays(summer, 7 * n),
        children: others.slice(0, size),
        absent: [absent],
      };
    }),
  );
}

const childrenOf = (compound: string, n: number): string[] =>
  Array.from({ length: n }, (_, child) => `child-${compound}-${String(child)}`);

/** What is held at the stations: culture and festivals, and the class after school. */
export function sessions(county: County): Chapter[] {
  const [cultural, after] = [culturalSessions(county), classSessions(county)];
  const [first] = after;
  return [
    chapter('cultural sessions', 4, cultural, tellSession),
    chapter('classes', 4 + 2 * (first?.children.length ?? 0) + 1, after, tellSession),
  ];
}

async function tellSession(told: Told, story: SessionStory): Promise<void> {
  const { id, kind, station, title, day, children, absent } = story;
  const { code } = station.compound;
  const plan: Readonly<Record<string, string>> = {
    plan: at(addDays(day, -7)),
    publish: at(addDays(day, -5)),
    hold: at(day, 8),
    attend: at(day, 9),
    review: at(addDays(day, 1)),
  };
  const days = (step: string) => plan[step.split(' ')[0] ?? ''] ?? at(addDays(day, -3));
  const send = told.sending(loginIn(communityOf(code), 'manager'), id, days);
  const { name } = await send('plan', '/v1/sessions', {
    programme: told.nameOf(`programme ${kind} ${code}`),
    displayName: title,
    startTime: at(day, 8),
    capacity: kind === 'AFTER_SCHOOL' ? children.length + absent.length : 60,
    staff: Math.ceil((children.length + absent.length) / 10),
    generated: station.generated,
  });
  const session = String(name);
  await send('publish', `/v1/${session}:publish`, {});
  const seats: string[] = [];
  for (const child of [...children, ...absent]) seats.push(await enrol(send, session, child));
  await send('hold', `/v1/${session}:hold`, {});
  for (const [seat, enrolment] of seats.slice(0, children.length).entries())
    await send(`attend ${String(seat)}`, `/v1/${enrolment}:attend`, {});
  await send('review', `/v1/${session}:review`, { review: '按计划举办，居民反映良好' });
}

/** A child of primary school, with whatever the law asks of those under 14. */
async function enrol(send: ReturnType<Told['sending']>, session: string, person: string): Promise<string> {
  const n = Number(person.slice(person.lastIndexOf('-') + 1));
  const { name } = await send(`enrol ${person}`, '/v1/enrolments', {
    session,
    person,
    birthDay: `${String(2014 + (n % 5))}-0${String(1 + (n % 9))}-15`,
    consent: await evidenceFor(send, session, `consent ${person}`, 'SCAN'),
    pickups: [{ displayName: '接送人', phone: `139${String(n).padStart(8, '0')}` }],
  });
  return String(name);
}
