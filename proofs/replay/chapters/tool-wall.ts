import { placeOf, workingDay } from '../calendar.ts';
import { communityOf, openingDay, opens, type County, type StationStory } from '../county.ts';
import { evidenceFor } from '../evidence.ts';
import { loginIn, townshipLogin } from '../people.ts';
import { randomOf } from '../random.ts';
import { howMany, times } from '../report.ts';
import { chapter, type Chapter, type Told } from '../telling.ts';

/** Compounds that took the wall over and whose wall nobody confirmed yet: they do not count. */
const unconfirmed = 2;

/** 便民工具墙: began at 隗滨花园, taken over by as many compounds as the report counts. */
export function toolWall(county: County): Chapter[] {
  const { seed, scale, stations } = county;
  const model = stations.filter((story) => story.model);
  const others = randomOf(seed, 'tool wall').shuffle(stations.filter((story) => !story.model));
  const [confirmed, more] = [howMany('practice_replications', scale), times(unconfirmed, scale)];
  return [
    chapter('tool wall', 2, model, tellPractice),
    chapter('tool walls', 3, others.slice(0, confirmed), (told, story) => tellReplication(told, story, true)),
    chapter('tool walls', 2, others.slice(confirmed, confirmed + more), (told, story) =>
      tellReplication(told, story, false),
    ),
  ];
}

async function tellPractice(told: Told, story: StationStory): Promise<void> {
  const days: Readonly<Record<string, number>> = { propose: opens(story) + 3, recognise: opens(story) + 8 };
  const send = told.sending('county', 'tool wall', (step) => workingDay(days[step] ?? 0));
  const station = told.nameOf(`station ${story.compound.code}`);
  const { name } = await send('propose', '/v1/practices', {
    station,
    category: 'tool-wall',
    displayName: '便民工具墙',
  });
  await send('recognise', `/v1/${told.note('tool wall', name)}:recognise`, {});
}

async function tellReplication(told: Told, story: StationStory, confirmed: boolean): Promise<void> {
  const { code: division, generated } = story.compound;
  const begun = placeOf(openingDay(story)) + 12 + randomOf(told.county.seed, `wall ${division}`).below(90);
  const days: Readonly<Record<string, number>> = { propose: begun, adopt: begun + 10, verify: begun + 14 };
  const by = (login: string) => told.sending(login, `tool wall ${division}`, (step) => workingDay(days[step] ?? 0));
  const community = by(loginIn(communityOf(division), 'community'));
  const practice = told.nameOf('tool wall');
  const { name } = await community('propose', '/v1/replications', { practice, division, generated });
  const replication = String(name);
  const evidence = await evidenceFor(community, replication, 'adopted');
  await community('adopt', `/v1/${replication}:adopt`, { evidence });
  if (confirmed) await by(townshipLogin(division))('verify', `/v1/${replication}:verify`, {});
}
