import { opens, communityOf, type County, type StationStory } from '../county.ts';
import { workingDay } from '../calendar.ts';
import { loginIn } from '../people.ts';
import { randomOf } from '../random.ts';
import { howMany } from '../report.ts';
import { chapter, type Chapter, type Told } from '../telling.ts';

export type ProgrammeKind = 'SENIOR_SCHOOL' | 'CANTEEN' | 'AFTER_SCHOOL' | 'CULTURE' | 'FESTIVAL';

const titles: Readonly<Record<ProgrammeKind, string>> = {
  SENIOR_SCHOOL: '老年学堂',
  CANTEEN: '社区食堂',
  AFTER_SCHOOL: '四点半课堂',
  CULTURE: '文化活动',
  FESTIVAL: '传统节日',
};

interface ProgrammeStory {
  readonly kind: ProgrammeKind;
  readonly station: StationStory;
}

/** Stations with a programme of a kind: as many as the report counts, and culture and festivals at every one. */
export function stationsWith({ seed, scale, stations }: County, kind: ProgrammeKind): readonly StationStory[] {
  const figures = {
    SENIOR_SCHOOL: 'senior_schools',
    CANTEEN: 'senior_canteens',
    AFTER_SCHOOL: 'after_school_stations',
  };
  if (kind === 'CULTURE' || kind === 'FESTIVAL') return stations;
  return randomOf(seed, kind).shuffle(stations).slice(0, howMany(figures[kind], scale));
}

/** What goes on around the stations. */
export function programmes(county: County): Chapter {
  const kinds = Object.keys(titles) as ProgrammeKind[];
  const stories = kinds.flatMap((kind) => stationsWith(county, kind).map((station) => ({ kind, station })));
  return chapter('programmes', 2, stories, tellProgramme);
}

/** Place among the year's working days on which programmes of a station start. */
export const starts = (station: StationStory): number => opens(station) + 2;

async function tellProgramme(told: Told, { kind, station }: ProgrammeStory): Promise<void> {
  const { code } = station.compound;
  const story = `programme ${kind} ${code}`;
  const send = told.sending(loginIn(communityOf(code), 'manager'), story, () => workingDay(starts(station)));
  const { name } = await send('plan', '/v1/programmes', {
    station: told.nameOf(`station ${code}`),
    kind: `KIND_${kind}`,
    displayName: titles[kind],
    generated: station.generated,
  });
  await send('start', `/v1/${told.note(story, name)}:start`, {});
}
