import { inspect, open, passGates, survey, type Kind } from '../../../proofs/replay/opening.js';
import type { Send } from '../../../proofs/replay/client/requests.js';
import type { Client, Item, Json } from './client.js';
import { sending } from './county.js';
import { asStranger } from './platform.js';

/** Days of a walk: on which everything is made ready, on which the record begins to count, and on which that ends. */
export const days = { ready: '2025-06-02', counts: '2025-06-16', ends: '2025-06-17' } as const;

/** The people and places of one walk, in a community where nothing else happens. */
export class Scene {
  /** Whoever decides there, and somebody else who does, and may so confirm what the first one did. */
  readonly clerk: Client;
  readonly other: Client;
  readonly worker: Client;
  readonly unit: Client;
  readonly workerSubject: string;
  readonly department: Json;
  private compounds = 0;

  constructor(readonly community: string) {
    const divisions = [community];
    const roles = ['county', 'township', 'community', 'station_manager'];
    const organisation = `unit-of-${community}`;
    this.workerSubject = `worker-of-${community}`;
    this.department = { lead: `${organisation}-1`, leadDepartment: organisation };
    this.clerk = asStranger({ subject: `clerk-of-${community}`, roles, divisions });
    this.other = asStranger({ subject: `other-of-${community}`, roles, divisions });
    this.worker = asStranger({ subject: this.workerSubject, roles: ['grid_worker'], divisions });
    this.unit = asStranger({ subject: `${organisation}-1`, roles: ['department_client'], divisions, organisation });
  }

  /** A compound that is recorded. */
  async compound(): Promise<string> {
    this.compounds += 1;
    const code = this.community + String(this.compounds).padStart(4, '0');
    await this.make('/v1/divisions', { code, displayName: '测试小区', generated: true });
    return code;
  }

  /** Makes a record and takes it some steps on, all on the day on which everything is made ready. */
  async ready(path: string, body: Json, ...steps: readonly Step[]): Promise<Item> {
    let item = await this.make(path, body);
    for (const [verb, more = {}, by = this.clerk] of steps) item = await this.step(item, verb, more, by);
    return item;
  }

  make(path: string, body: Json, day: string = days.ready, by: Client = this.clerk): Promise<Item> {
    return as(by, day)(path, path, body) as Promise<Item>;
  }

  step(
    { name }: Pick<Item, 'name'>,
    verb: string,
    more: Json = {},
    by = this.clerk,
    day: string = days.ready,
  ): Promise<Item> {
    return as(by, day)(verb, `/v1/${name}:${verb}`, more) as Promise<Item>;
  }

  /** A compound that was surveyed and for which something is decided. */
  async surveyed(kind: Kind): Promise<string> {
    const division = await this.compound();
    const decision = kind === 'NEW' ? 'BUILD' : 'CONVERT';
    await survey(as(this.clerk, days.ready), { division, kind, decision, generated: true });
    return division;
  }

  /** A station that is open. */
  async station(): Promise<Item> {
    const division = await this.surveyed('NEW');
    const opening = { division, kind: 'NEW', displayName: '测试党群服务站', generated: true } as const;
    return this.clerk.done(`GET /v1/${await open(as(this.clerk, days.ready), opening)}`);
  }

  /** A station that may be accepted. */
  async inspected(): Promise<Item> {
    const division = await this.surveyed('NEW');
    const send = as(this.clerk, days.ready);
    await passGates(send, division);
    const station = await this.ready(
      '/v1/stations',
      { division, displayName: '测试党群服务站' },
      ['approve'],
      ['build'],
    );
    await inspect(send, station.name);
    return station;
  }

  async programme(kind: string, ...steps: readonly Step[]): Promise<Item> {
    const station = await this.station();
    const draft = { station: station.name, kind: `KIND_${kind}`, displayName: '测试项目' };
    return this.ready('/v1/programmes', draft, ...steps);
  }

  session(programme: Item, ...steps: readonly Step[]): Promise<Item> {
    const draft = {
      programme: programme.name,
      displayName: '测试场次',
      startTime: at(days.ready),
      capacity: 20,
      staff: 2,
    };
    return this.ready('/v1/sessions', draft, ...steps);
  }

  /** Somebody who has a place at a session that was held. */
  async seated(programme: Item, person: string): Promise<Item> {
    const session = await this.session(programme, ['publish']);
    const enrolment = await this.make('/v1/enrolments', { session: session.name, person, birthDay: '2008-05-01' });
    await this.step(session, 'hold');
    return enrolment;
  }

  /** A resource of a resident unit, on the list. */
  async resource(): Promise<Item> {
    const draft = {
      ...{ division: this.community, title: '志愿者送餐队', ownerName: '县人民医院' },
      ...{ categories: ['elder-care'], capacity: 10, openUntil: '2099-12-31T10:00:00Z' },
    };
    const offered = await this.make('/v1/resources', draft, days.ready, this.unit);
    await this.step(offered, 'verify');
    return this.step(offered, 'publish');
  }

  project(over: Json, ...steps: readonly Step[]): Promise<Item> {
    const draft = { division: this.community, category: 'elder-care', title: '测试项目', ...over };
    return this.ready('/v1/projects', draft, ...steps);
  }

  need(channel: string, by: Client, ...steps: readonly Step[]): Promise<Item> {
    const draft = {
      ...{ division: this.community, category: 'elder-care', title: '测试需求', quantity: 1 },
      ...{ channel: `CHANNEL_${channel}`, openUntil: '2099-12-31T10:00:00Z' },
    };
    return this.make('/v1/needs', draft, days.ready, by).then(async (need) => {
      for (const [verb, more = {}] of steps) await this.step(need, verb, more);
      return need;
    });
  }
}

/** A verb, what it takes, and who does it where that is not the clerk. */
export type Step = readonly [verb: string, more?: Json, by?: Client];

export const at = (day: string): string => `${day}T02:00:00Z`;

/** Sends steps as somebody, as of a day; a file has none. */
const as =
  (by: Client, day: string): Send =>
  (step, path, body) => {
    const effectiveTime = at(day);
    if (body instanceof Uint8Array) return sending(by)(step, path, body);
    return path.includes(':')
      ? by.done(`POST ${path}`, { ...body, effectiveTime })
      : by.done(`POST ${path}?effectiveTime=${effectiveTime}`, body);
  };
