import { eventually } from '@doorstep/testing';
import type { Client, Item } from './client.js';
import { needDraft, places, resourceDraft } from './county.js';
import { asStranger, type Stranger } from './platform.js';

/** A telephone that stands in every need. */
export const contactPhone = '13800000000';

/** Makes records in a community of a test's own, in the state that the test wants. */
export class Records {
  /** Who files and offers: owner of every need, and acting for the organisation to which they are routed. */
  readonly owner: Stranger & { readonly organisation: string };
  /** Whoever decides there. */
  readonly clerk: Client;
  private readonly files: Client;
  private compounds = 0;
  private categories = 0;

  constructor(readonly community: string) {
    const divisions = [community];
    this.owner = {
      subject: `owner-${community}`,
      roles: ['grid_worker', 'department_client'],
      divisions,
      organisation: `organisation-${community}`,
    };
    this.files = asStranger(this.owner);
    const roles = ['county', 'township', 'community', 'station_manager'];
    this.clerk = asStranger({ subject: `clerk-${community}`, roles, divisions });
  }

  /** A need, so many steps on its way. */
  need(...verbs: readonly string[]): Promise<Item> {
    return this.after(this.files.done('POST /v1/needs', needDraft({ division: this.community, contactPhone })), verbs);
  }

  /** A resource, so many steps on its way. */
  resource(...verbs: readonly string[]): Promise<Item> {
    return this.after(this.files.done('POST /v1/resources', resourceDraft({ division: this.community })), verbs);
  }

  /** A station, so many steps on its way. */
  async station(...verbs: readonly string[]): Promise<Item> {
    const draft = { division: await this.compound(), displayName: '测试党群服务站' };
    return this.after(this.clerk.done('POST /v1/stations', draft), verbs);
  }

  /** A run that is over, over a compound in which nothing is listed. */
  async matchRun(): Promise<Item> {
    return this.finished(await this.clerk.done('POST /v1/matchRuns', { division: await this.compound() }));
  }

  /** Code of a compound that is not recorded yet. */
  newCompound(): string {
    this.compounds += 1;
    return this.community + String(this.compounds).padStart(4, '0');
  }

  /** A compound of its own, recorded. */
  async compound(): Promise<string> {
    const code = this.newCompound();
    await places(code);
    return code;
  }

  /** A category of its own, so that a run brings only these together. */
  newCategory(): string {
    this.categories += 1;
    return `kind-${this.community}-${String(this.categories)}`;
  }

  /** A resource on the list that serves a category. */
  offer(category: string, capacity: number): Promise<Item> {
    const draft = resourceDraft({ division: this.community, categories: [category], capacity });
    return this.after(this.files.done('POST /v1/resources', draft), ['verify', 'publish']);
  }

  /** What one run suggests for so many needs of a category, in a compound of their own. */
  async suggested(category: string, count: number): Promise<Item[]> {
    const division = await this.compound();
    const list = () =>
      this.after(this.files.done('POST /v1/needs', needDraft({ division, category })), ['verify', 'publish']);
    await Promise.all(Array.from({ length: count }, list));
    const { name } = await this.finished(await this.clerk.done('POST /v1/matchRuns', { division }));
    const filter = encodeURIComponent(`match_run = "${name}" AND state = "SUGGESTED"`);
    return this.clerk.all(`/v1/suggestions?filter=${filter}`, 'suggestions');
  }

  /** Suggestions that wait for a person. */
  async suggestions(count: number): Promise<Item[]> {
    const category = this.newCategory();
    await this.offer(category, count);
    return this.suggested(category, count);
  }

  /** Takes a new record some steps on. */
  private async after(made: Promise<Item>, verbs: readonly string[]): Promise<Item> {
    let item = await made;
    for (const verb of verbs) item = await this.clerk.done(`POST /v1/${item.name}:${verb}`, {});
    return item;
  }

  private finished({ name }: Item): Promise<Item> {
    return eventually(async () => {
      const run = await this.clerk.done(`GET /v1/${name}`);
      if (run.state !== 'STATE_READY') throw new Error(`${name} is ${run.state}`);
      return run;
    });
  }
}
