import { seasons } from './calendar.ts';
import { checkins, grids } from './chapters/grids.ts';
import { divisions } from './chapters/divisions.ts';
import { issueStories, quarter } from './chapters/issues.ts';
import { Matching } from './chapters/matching.ts';
import { needs, needStories } from './chapters/needs.ts';
import { programmes } from './chapters/programmes.ts';
import { projects } from './chapters/projects/projects.ts';
import { lists } from './chapters/projects/projects.stories.ts';
import { resources } from './chapters/resources.ts';
import { sessions } from './chapters/sessions.ts';
import { stations } from './chapters/stations.ts';
import { toolWall } from './chapters/tool-wall.ts';
import type { County } from './county.ts';
import type { Chapter } from './telling.ts';

/** The whole year of a county, in an order in which every story finds what it stands on. */
export function wholeYear(county: County): Chapter[] {
  const year = threeLists(county);
  return [...year.places, ...seasons.flatMap(year.season), ...sessions(county), checkins(county)];
}

/** What `npm start` tells: all places, stations and needs, the first season, and one week of check-ins. */
export function sampleYear(county: County): Chapter[] {
  const year = threeLists(county);
  const [first] = seasons;
  return [...year.places, ...year.season(first), checkins(county, [sampleWeek])];
}
/** An ordinary week of five working days. */
const sampleWeek = '2025-W11';

/** 需求清单、资源清单、项目清单, with all on which they stand; and what a season makes of them. */
function threeLists(county: County) {
  const lists_ = lists(county);
  const issues = issueStories(county);
  const matching = new Matching(needStories(county), lists_);
  const places = [
    ...divisions(county),
    ...stations(county),
    grids(county),
    programmes(county),
    ...toolWall(county),
    resources(lists_),
    ...needs(county),
  ];
  const season = (at: (typeof seasons)[number]) => [
    ...matching.chapters(at),
    ...projects(lists_, at, matching),
    ...quarter(issues, at),
  ];
  return { places, season };
}
