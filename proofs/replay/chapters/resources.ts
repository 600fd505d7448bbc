import { workingDay, year } from '../calendar.ts';
import { authorityOver } from '../people.ts';
import { randomOf } from '../random.ts';
import { chapter, type Chapter, type Told } from '../telling.ts';
import type { Lists, ResourceStory } from './projects/projects.stories.ts';

/** 资源清单: offered by resident units' own clients, checked by whoever decides on what reaches so far. */
export const resources = (lists: Lists): Chapter => chapter('resources', 3, lists.resources, tellResource);

async function tellResource(told: Told, story: ResourceStory): Promise<void> {
  const { id, unit, division, title, categories, capacity } = story;
  const first = 3 + randomOf(told.county.seed, `offered ${id}`).below(30);
  const days: Readonly<Record<string, number>> = { offer: first, verify: first + 2, publish: first + 3 };
  const by = (login: string) => told.sending(login, id, (step) => workingDay(days[step] ?? 0));
  const openUntil = `${String(year + 1)}-12-31T10:00:00Z`;
  const draft = { division, title, ownerName: unit.name, categories, capacity, openUntil };
  const { name } = await by(unit.login)('offer', '/v1/resources', draft);
  const authority = by(authorityOver(division));
  const resource = told.note(id, name);
  await authority('verify', `/v1/${resource}:verify`, {});
  await authority('publish', `/v1/${resource}:publish`, {});
}
