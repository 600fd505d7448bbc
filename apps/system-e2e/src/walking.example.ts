import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { lets } from '@doorstep/domain';
import { eventually } from '@doorstep/testing';
import { saidBy, type Making } from '@doorstep/testing/example';
import { nounsIn, type Noun } from '@doorstep/testing/nouns';
import { beginningOf, wayTo } from '@doorstep/testing/ways';
import type { Client, Item, Json } from './client.js';
import { catalogue, places, proof } from './county.js';
import { asStranger } from './platform.js';

const apps = join(import.meta.dirname, '../..');
const found = await Promise.all(globSync('*/src', { cwd: apps }).map((folder) => nounsIn(join(apps, folder))));

/** Every noun of the platform by its plural. */
export const nouns: ReadonlyMap<string, Noun> = new Map(found.flat().map((noun) => [noun.plural, noun]));

interface Method {
  readonly http: string;
  readonly path: string;
  readonly grants: readonly (readonly [roles: string, within: string, ...string[]])[];
}
interface Field {
  readonly name: string;
  readonly output?: boolean;
}

const methodOf = ({ model, type }: Noun, verb: string): Method => {
  const method = model.methods[verb] as Method | undefined;
  if (method === undefined) throw new Error(`${type} has no RPC for ${verb}`);
  return method;
};

/** What the records of a place have in common, whoever makes them. */
interface Common {
  readonly kept: Map<string, Promise<Item>>;
  readonly files: Map<string, Promise<string>>;
  codes: number;
}

/** Makes records in a community of a test's own through the public API: a verb at a time, on the shortest way. */
export class Walking implements Making {
  /** Who files and offers: owner of every record, and acting for the organisation to which it is routed. */
  readonly owner: { readonly subject: string; readonly organisation: string };

  constructor(
    readonly community: string,
    private readonly actor = '',
    private readonly common: Common = { kept: new Map(), files: new Map(), codes: 0 },
    private readonly instant = '',
  ) {
    this.owner = { subject: actor || `owner-${community}`, organisation: `organisation-${community}` };
  }

  as(subject: string): Walking {
    return new Walking(this.community, subject, this.common, this.instant);
  }

  /** The same, with every step taking effect at an instant that is past. */
  at(instant: string): Walking {
    return new Walking(this.community, this.actor, this.common, instant);
  }

  /** Whoever has every role that may take a step here. */
  by(noun: Noun, verb: string, subject: string, organisation = ''): Client {
    const roles = methodOf(noun, verb).grants.flatMap(([named]) => named.split(' '));
    const acting = organisation === '' ? {} : { organisation };
    return asStranger({ subject, ...acting, divisions: [this.community], roles: [...new Set(roles)] });
  }

  async record(plural: string, state?: string, over: object = {}): Promise<Item> {
    const noun = nounOf(plural);
    const wanted = (reached: string): boolean => reached === (state ?? reached);
    return this.reached(noun, wanted, over);
  }

  async create(plural: string, over: object = {}): Promise<Item> {
    const noun = nounOf(plural);
    return this.file(noun, await this.draft(noun, over));
  }

  /** Creates a record of which everything is said. */
  async file(noun: Noun, draft: Json): Promise<Item> {
    const { subject, organisation } = this.owner;
    const begins = noun.example.begins ?? this.instant;
    const { category, categories } = draft as { category?: string; categories?: string[] };
    await catalogue(...[category ?? [], categories ?? []].flat());
    const path = `${methodOf(noun, 'create').path}${begins === '' ? '' : `?effectiveTime=${begins}`}`;
    return this.by(noun, 'create', subject, organisation).done(`POST ${path}`, draft);
  }

  shared(plural: string, state = ''): Promise<Item> {
    const key = `${plural} ${state}`;
    const known = this.common.kept.get(key) ?? this.record(plural, state || undefined);
    this.common.kept.set(key, known);
    return known;
  }

  /** A record on which a verb may be taken, in a state where one is named. */
  async ready(noun: Noun, verb: string, from?: string): Promise<Item> {
    const admits = (state: string): boolean => verb in (noun.model.arrows[state] ?? {}) && state === (from ?? state);
    if (verb in (noun.example.never ?? {})) return this.record(noun.plural);
    const record = await this.reached(noun, admits);
    await noun.example.first?.[verb]?.(record, this);
    return this.get(record.name);
  }

  /** What creates a record, with all that it refers to made before. */
  async draft({ example, model }: Noun, over: object = {}): Promise<Json> {
    const fields = (model as unknown as { readonly fields: readonly Field[] }).fields;
    const open = new Set(fields.filter(({ output }) => output !== true).map(({ name }) => name));
    const blank = { ...example.record(), ...(open.has('division') && { division: this.community }) };
    const said = { ...blank, name: '', etag: '', ...(await example.draft?.(this)), ...over };
    return Object.fromEntries(Object.entries(said).filter(([name, value]) => open.has(name) && !isBlank(value)));
  }

  async step(name: string, verb: string, over: object = {}): Promise<Item> {
    const noun = nounOf(name.split('/')[0] ?? '');
    await noun.example.first?.[verb]?.(await this.get(name), this);
    return this.take(name, verb, over);
  }

  /** A step for which everything is ready. */
  async take(name: string, verb: string, over: object = {}): Promise<Item> {
    const noun = nounOf(name.split('/')[0] ?? '');
    const record = await this.get(name);
    const when = this.instant === '' ? {} : { effectiveTime: this.instant };
    const { http } = methodOf(noun, verb);
    const step = http === 'patch' ? {} : { reason: '测试', ...when };
    const said = { ...step, ...(await saidBy(noun.example, verb, record as never, this)), ...over };
    const arrow = noun.model.arrows[record.state]?.[verb] ?? '';
    const nobody = { subject: this.actor || `clerk-${this.community}`, organisation: '' };
    const whom = [nobody, this.owner, { subject: randomUUID(), organisation: '' }].find((one) =>
      lets(arrow, record, one),
    );
    const { subject, organisation } = whom ?? nobody;
    const by = this.by(noun, verb, subject, organisation);
    return by.done(
      `${http.toUpperCase()} ${pathTo(noun, verb, name)}`,
      said,
      http === 'patch' ? { 'if-match': '*' } : {},
    );
  }

  found(plural: string, filter: string): Promise<Item> {
    const noun = nounOf(plural);
    const path = `${methodOf(noun, 'list').path}?filter=${encodeURIComponent(filter)}`;
    return eventually(async () => {
      const [record] = await this.by(noun, 'list', 'reader').all(path, plural);
      if (record === undefined) throw new Error(`there are no ${plural} where ${filter}`);
      return record;
    });
  }

  evidence(about: string, kind = 'PHOTO'): Promise<string> {
    const { subject, organisation } = this.owner;
    const by = this.by(nounOf('evidence'), 'upload', subject, organisation);
    return this.once(`${about} ${kind}`, () => proof(by, about, kind));
  }

  sheet(text: string): Promise<string> {
    return this.once(`${this.owner.subject} ${text}`, async () => {
      await places(this.community);
      const path = `/v1/evidence?about=divisions/${this.community}&kind=KIND_SHEET`;
      const bytes = new TextEncoder().encode(text.replaceAll('{community}', this.community));
      const by = this.by(nounOf('evidence'), 'upload', this.owner.subject);
      return (await by.done(`POST ${path}`, bytes, { 'content-type': 'text/csv' })).name;
    });
  }

  newCode(): string {
    this.common.codes += 1;
    return this.community + String(this.common.codes).padStart(4, '0');
  }

  async compound(): Promise<string> {
    const code = this.newCode();
    await places(code);
    return code;
  }

  get(name: string): Promise<Item> {
    return this.by(nounOf(name.split('/')[0] ?? ''), 'get', 'reader').done(`GET /v1/${name}`);
  }

  private once(key: string, make: () => Promise<string>): Promise<string> {
    const known = this.common.files.get(key) ?? make();
    this.common.files.set(key, known);
    return known;
  }

  /** A new record, walked to one of the states that are wanted. */
  private async reached(noun: Noun, wanted: (state: string) => boolean, over: object = {}): Promise<Item> {
    const from = beginningOf(noun, wanted);
    if (from === undefined) throw new Error(`no way leads ${noun.plural} there`);
    const reach = noun.example.reaches?.[from];
    let record = await (reach ? this.get(await reach(this)) : this.create(noun.plural, over));
    while (!wanted(record.state)) record = await this.onwards(noun, record, wanted);
    return record;
  }

  private async onwards(noun: Noun, { name, state }: Item, wanted: (state: string) => boolean): Promise<Item> {
    if (noun.example.passing?.includes(state))
      return eventually(async () => {
        const record = await this.get(name);
        if (record.state === state) throw new Error(`${name} stays ${state}`);
        return record;
      });
    const [verb] = wayTo(noun, state, wanted) ?? [];
    if (verb === undefined) throw new Error(`no way leads ${name} on from ${state}`);
    return this.step(name, verb);
  }
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);

function nounOf(plural: string): Noun {
  const noun = nouns.get(plural);
  if (noun === undefined) throw new Error(`there is no noun ${plural}`);
  return noun;
}

/** The path of a verb for one record. */
export const pathTo = (noun: Noun, verb: string, name: string): string =>
  methodOf(noun, verb).path.replace(/\{[^}]*\}/, name);
