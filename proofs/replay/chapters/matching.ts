import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../client/requests.ts';
import { workingDay, type Season } from '../calendar.ts';
import { communityOf } from '../county.ts';
import { loginIn } from '../people.ts';
import { randomOf } from '../random.ts';
import { at, chapter, sideBySide, type Chapter, type Told } from '../telling.ts';
import type { NeedStory } from './needs.ts';
import type { Lists } from './projects/projects.stories.ts';

/** Of a hundred suggestions, so many are confirmed; then so many declined; the rest wait. */
const [confirmed, declined] = [60, 5];

/** What a person decided of a suggestion. */
interface Decision {
  readonly suggestion: Json;
  readonly need: NeedStory;
  readonly yes: boolean;
}

/** Brings needs and resources together, season by season, and keeps what of each is still free. */
export class Matching {
  /** Needs that are matched and in no project yet, by community. */
  private readonly matched = new Map<string, NeedStory[]>();
  /** Resource → units that needs may still have. */
  private readonly room: Map<string, number>;
  private readonly needs: readonly NeedStory[];
  private readonly lists: Lists;

  constructor(needs: readonly NeedStory[], lists: Lists) {
    this.needs = needs;
    this.lists = lists;
    this.room = new Map(lists.resources.map(({ id, capacity, kept }) => [id, capacity - kept]));
  }

  /** One run over the whole county; people of the communities decide on what it suggests. */
  chapters(season: Season): Chapter[] {
    const story = `match run ${String(season.quarter)}`;
    let suggestions: Json[] = [];
    return [
      chapter(story, 3, [season], async (told) => {
        suggestions = await this.run(told, story, at(workingDay(season.matched), 1));
      }),
      {
        title: 'confirmations',
        requests: Math.round((this.listed(season) * (confirmed + declined)) / 100),
        tell: (told) =>
          sideBySide(this.decisions(told, suggestions), (decision) => this.decide(told, season, decision)),
      },
    ];
  }

  /** Takes up to `most` matched needs of a community for a project. */
  take(compound: string, most: number): readonly NeedStory[] {
    return this.matched.get(communityOf(compound).code)?.splice(0, most) ?? [];
  }

  private listed(season: Season): number {
    return this.needs.filter(({ days }) => days[2] < workingDay(season.matched)).length;
  }

  private async run({ api, county }: Told, story: string, effectiveTime: string): Promise<Json[]> {
    const draft = { division: county.county.code };
    const { name } = await api.post('county', `/v1/matchRuns?effectiveTime=${effectiveTime}`, draft, story);
    while ((await api.get('county', `/v1/${String(name)}`))['state'] !== 'STATE_READY') await delay(100);
    const filter = encodeURIComponent(`match_run = "${String(name)}"`);
    return Array.fromAsync(api.all('county', `/v1/suggestions?filter=${filter}`, 'suggestions'));
  }

  /** In the order of the stories and by their own dice: told again, the same people decide the same. */
  private decisions(told: Told, suggestions: readonly Json[]): Decision[] {
    const byNeed = new Map(suggestions.map((suggestion) => [suggestion['need'], suggestion]));
    const resources = new Map(this.lists.resources.map(({ id }) => [told.nameOf(id), id]));
    return this.needs.flatMap((need): Decision[] => {
      const suggestion = byNeed.get(told.nameOf(need.id));
      const resource = resources.get(String(suggestion?.['resource']));
      if (suggestion === undefined || resource === undefined) return [];
      const dice = randomOf(told.county.seed, `decision ${need.id}`).below(100);
      if (dice >= confirmed + declined) return [];
      const yes = dice < confirmed && this.gives(resource, need.quantity);
      if (yes) this.note(need);
      return [{ suggestion, need, yes }];
    });
  }

  /** Whether enough is left for a need besides what is kept for projects; if so, it is given. */
  private gives(resource: string, quantity: number): boolean {
    const left = (this.room.get(resource) ?? 0) - quantity;
    if (left >= 0) this.room.set(resource, left);
    return left >= 0;
  }

  private note(need: NeedStory): void {
    const { code } = communityOf(need.station.compound.code);
    this.matched.set(code, [...(this.matched.get(code) ?? []), need]);
  }

  private decide(told: Told, { matched }: Season, { suggestion, need, yes }: Decision): Promise<Json> {
    const manager = loginIn(communityOf(need.station.compound.code), 'manager');
    const [verb, body] = yes ? ['confirm', {}] : ['decline', { reason: '居民已自行解决' }];
    const send = told.sending(manager, `decision ${String(suggestion['name'])}`, () => workingDay(matched + 1));
    return send(verb, `/v1/${String(suggestion['name'])}:${verb}`, body);
  }
}
