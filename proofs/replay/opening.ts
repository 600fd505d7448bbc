/** The way of a station from the survey of its compound to the day on which it opens, as requests to the public API. */
import { catalogue } from './catalogue.ts';
import type { Json, Send } from './client/requests.ts';
import { evidenceFor } from './evidence.ts';

export type Kind = 'NEW' | 'OLD';

/** The two areas and five modules of the standard. */
const items = [
  ['BRANCH_ACTIVITY', '支部活动场地、制度上墙'],
  ['CONVENIENCE_SERVICE', '便民服务设施齐备、有人值守'],
  ['MEMBER_MANAGEMENT', '党员底数清、报到有记录'],
  ['DELIBERATION', '说事议事每月一次、有纪要'],
  ['ERRANDS', '帮办代办事项公开、流程上墙'],
  ['CULTURE_AND_LEISURE', '文化休闲场地开放、活动有计划'],
  ['MEDIATION', '矛盾调解有室、有人、有台账'],
] as const;

/** The standard template of a county. */
export const standard = (division: string): Json => ({
  division,
  displayName: '2+5+N 标准',
  criteria: items.map(([item, text]) => ({ item: `ITEM_${item}`, text })),
  passMark: 7,
});

/** Enters the sample county's catalogue of categories, by which needs can be filed. */
export async function enterCatalogue(send: Send, county: string): Promise<void> {
  for (const { code, ...called } of catalogue)
    await send(`category ${code}`, '/v1/categories', { division: county, code, ...called });
}

/** Surveys a compound and decides how it comes to a station. */
export async function survey(
  send: Send,
  { division, kind, decision, generated }: { division: string; kind: Kind; decision: string; generated: boolean },
): Promise<void> {
  const { name } = await send('plan', '/v1/compounds', { division, generated });
  const verb = (step: string, body: Json) => send(step, `/v1/${String(name)}:${step}`, body);
  await verb('survey', { households: 320, residents: 860, idleAreaM2: kind === 'OLD' ? 180 : 0 });
  await verb('classify', { kind: `KIND_${kind}` });
  await verb('decide', { decision: `DECISION_${decision}` });
}

/** What a station is told with. */
export interface Opening {
  readonly division: string;
  readonly kind: Kind;
  readonly displayName: string;
  readonly generated: boolean;
  readonly model?: boolean;
  /** Rooms of an old compound that the station is made of. */
  readonly rooms?: readonly Json[];
  readonly features?: readonly string[];
  /** Random ids of who answers for it at each level. */
  readonly chain?: Json;
}

/** Takes a station of a surveyed compound from its proposal to the day on which it opens. @returns its name. */
export async function open(send: Send, opening: Opening): Promise<string> {
  const { division, displayName, generated, model = false, features = [], chain = somebody } = opening;
  const { name } = await send('propose', '/v1/stations', { division, displayName, generated, model });
  const station = String(name);
  const verb = (step: string, body: Json = {}) => send(step, `/v1/${station}:${step}`, body);
  await verb('approve');
  await verb('build');
  await furnish(send, station, opening);
  await inspect(send, station, features);
  await verb('accept');
  await verb('appoint', { chain });
  await verb('open');
  return station;
}

/** Inspects a station, which passes. */
export async function inspect(send: Send, station: string, features: readonly string[] = []): Promise<void> {
  const { name } = await send('begin', '/v1/inspections', { station });
  const findings = items.map(([item]) => ({ item: `ITEM_${item}`, passed: true }));
  await send('conclude', `/v1/${String(name)}:conclude`, { findings, features });
}

/** Passes the three gates of a new compound. */
export async function passGates(send: Send, division: string): Promise<void> {
  const evidence = await evidenceFor(send, `compounds/${division}`, 'gates', 'SCAN');
  for (const gate of ['APPROVAL', 'CONSTRUCTION', 'ACCEPTANCE']) {
    await send(`pass ${gate}`, `/v1/compounds/${division}:pass`, { gate: `KIND_${gate}`, evidence });
  }
}

/** What a compound's kind asks before a station is accepted: gates of a new one, premises of an old one. */
async function furnish(send: Send, station: string, { division, kind, rooms = [room] }: Opening): Promise<void> {
  if (kind === 'NEW') return passGates(send, division);
  for (const [at, body] of rooms.entries()) {
    const listed = await send(`list ${String(at)}`, '/v1/premises', { ...body, division });
    await send(`merge ${String(at)}`, `/v1/${String(listed['name'])}:merge`, { station });
  }
}

/** Who answers for a station where a story does not say. */
const somebody: Json = { county: 'county', township: 'township', community: 'community', compound: 'manager' };
const room: Json = {
  displayName: '原物业值班室',
  source: 'SOURCE_PROPERTY_OFFICE',
  areaM2: 60,
  agreementExpiry: '2035-12-31',
  generated: true,
};
