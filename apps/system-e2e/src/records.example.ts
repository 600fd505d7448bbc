import { randomUUID } from 'node:crypto';
import { eventually } from '@doorstep/testing';
import { inspect, passGates, somebody, survey, type Kind } from '../../../tools/replay/opening.js';
import type { Client, Item, Json } from './client.js';
import { needDraft, places, proof, resourceDraft, sending, standardInForce } from './county.js';
import { asStranger, type Stranger } from './platform.js';

/** A telephone that stands in every need. */
export const contactPhone = '13800000000';

/** What a step says: the same of every record, or something of the one that it is taken on. */
export type Said = Json | ((name: string) => Promise<Json>);
export const saidOf = async (said: Said, name: string): Promise<Json> =>
  typeof said === 'function' ? said(name) : said;

/** Makes records in a community of a test's own, in the state that the test wants. */
export class Records {
  /** Who files and offers: owner of every need, and acting for the organisation to which they are routed. */
  readonly owner: Stranger & { readonly organisation: string };
  /** Whoever decides there. */
  readonly clerk: Client;
  private readonly files: Client;
  private readonly proofs = new Map<string, Promise<string>>();
  private readonly sheets = new Map<string, Promise<string>>();
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

  /** Somebody of the same place whom nobody met yet. */
  somebodyElse(role: string): { readonly subject: string; readonly client: Client } {
    const subject = randomUUID();
    return { subject, client: asStranger({ subject, roles: [role], divisions: [this.community] }) };
  }

  /** A need, so many steps on its way. */
  need(...verbs: readonly string[]): Promise<Item> {
    return this.after(this.files.done('POST /v1/needs', needDraft({ division: this.community, contactPhone })), verbs);
  }

  /** A resource, so many steps on its way. */
  resource(...verbs: readonly string[]): Promise<Item> {
    return this.after(this.files.done('POST /v1/resources', resourceDraft({ division: this.community })), verbs);
  }

  /** A station, so many steps on its way; its compound is surveyed, so that it may be accepted. */
  async station(...verbs: readonly string[]): Promise<Item> {
    const division = await this.surveyed('NEW');
    const draft = { division, displayName: '测试党群服务站' };
    const send = sending(this.clerk);
    let station = await this.clerk.done('POST /v1/stations', draft);
    for (const verb of verbs) {
      if (verb === 'accept') await inspect(send, station.name);
      if (verb === 'open') await send('appoint', `/v1/${station.name}:appoint`, { chain: somebody });
      station = await this.clerk.done(`POST /v1/${station.name}:${verb}`, {});
    }
    return station;
  }

  /** A station that may be accepted, and one that may be opened. */
  async inspected(): Promise<Item> {
    const station = await this.station('approve', 'build');
    await inspect(sending(this.clerk), station.name);
    return station;
  }
  async accepted(): Promise<Item> {
    const station = await this.station('approve', 'build', 'accept');
    return this.clerk.done(`POST /v1/${station.name}:appoint`, { chain: somebody });
  }

  /** Code of a compound of its own for which something is decided, with the gates of a new one passed. */
  async surveyed(kind: Kind): Promise<string> {
    const division = await this.compound();
    await standardInForce();
    const send = sending(this.clerk);
    await survey(send, { division, kind, decision: kind === 'NEW' ? 'BUILD' : 'CONVERT', generated: true });
    if (kind === 'NEW') await passGates(send, division);
    return division;
  }

  /** Anything, some steps on its way; a step may say more than its verb, of the record too. */
  async step(path: string, body: Json, ...verbs: readonly (string | readonly [string, Said])[]): Promise<Item> {
    let item = await this.clerk.done(`POST ${path}`, body);
    for (const step of verbs) {
      const [verb, more] = typeof step === 'string' ? [step, {}] : step;
      item = await this.clerk.done(`POST /v1/${item.name}:${verb}`, await saidOf(more, item.name));
    }
    return item;
  }

  /** A sheet of the community, one for each text. */
  async sheet(text: string): Promise<string> {
    const known = this.sheets.get(text) ?? this.upload(text);
    this.sheets.set(text, known);
    return known;
  }

  private async upload(text: string): Promise<string> {
    await places(this.community);
    const path = `/v1/evidence?about=divisions/${this.community}&kind=KIND_SHEET`;
    return (await this.clerk.done(`POST ${path}`, new TextEncoder().encode(text), { 'content-type': 'text/csv' })).name;
  }

  /** What begins an import of one grid, and of one need. */
  async importOfGrid() {
    return { sheet: await this.sheet(`区划代码,网格名称\n${this.community},测试网格\n`), kind: 'KIND_GRID' };
  }
  async importOfNeed() {
    const header = '区划代码,需求,类别,来源,数量,截止日期';
    const sheet = await this.sheet(`${header}\n${this.community},测试需求,养老,热线,1,2099-12-31\n`);
    return { sheet, kind: 'KIND_NEED' };
  }

  /** An import that may be applied. */
  async import(): Promise<Item> {
    return this.checked(await this.clerk.done('POST /v1/imports', await this.importOfGrid()));
  }
  async matchingImport(): Promise<Item> {
    return this.checked(await this.clerk.done('POST /v1/matchingImports', await this.importOfNeed()));
  }

  private checked({ name }: Item): Promise<Item> {
    return eventually(async () => {
      const found = await this.clerk.done(`GET /v1/${name}`);
      if (found.state !== 'STATE_CHECKED') throw new Error(`${name} is ${found.state}`);
      return found;
    });
  }

  /** Evidence about a need of the owner, taken in by the owner. */
  async evidence(): Promise<Item> {
    const { name } = await this.need();
    return this.clerk.done(`GET /v1/${await proof(this.files, name)}`);
  }

  /** Evidence about a record, one for each. */
  proof(name: string, kind = 'PHOTO'): Promise<string> {
    const known = this.proofs.get(`${name} ${kind}`) ?? proof(this.clerk, name, kind);
    this.proofs.set(`${name} ${kind}`, known);
    return known;
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
