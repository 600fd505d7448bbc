import { catalogue as everyday } from '../../../proofs/replay/catalogue.js';
import type { CatalogueEntry } from '../../../tools/categories/catalogue.js';
import { evidenceFor } from '../../../proofs/replay/evidence.js';
import { open, standard, survey } from '../../../proofs/replay/opening.js';
import type { Send } from '../../../proofs/replay/client/requests.js';
import { as } from './platform.js';
import type { Client, Item, Json } from './client.js';

/** Divisions in which the stories play. */
export const county = '140930';
export const binhe = '140930100001';
export const binheGarden = '1409301000010001';

const names: Readonly<Record<string, string>> = {
  [county]: '河曲县',
  '140930100': '西口镇',
  '140930101': '楼子营镇',
  [binhe]: '滨河社区',
  [binheGarden]: '隗滨花园小区',
};

/** Sees to it that divisions are recorded, with all above them, and the catalogue; other stories may do so at the same time. */
export async function places(...codes: readonly string[]): Promise<void> {
  await recorded(county, ...codes);
  await entered(everyday);
}

async function recorded(...codes: readonly string[]): Promise<void> {
  const path = (code: string) =>
    [6, 9, 12, 16].filter((length) => length <= code.length).map((length) => code.slice(0, length));
  for (const code of [...new Set(codes.flatMap(path))].sort((a, b) => a.length - b.length)) {
    const { status, text } = await as('county').ask('POST /v1/divisions', {
      body: { code, displayName: names[code] ?? `区划${code}`, generated: names[code] === undefined },
    });
    if (status !== 201 && status !== 409) throw new Error(`division ${code}: ${text}`);
  }
}

const catalogued = new Map<string, Promise<void>>();

/** Sees to it that categories are in the county's catalogue; other stories may do so at the same time. */
export async function catalogue(...codes: readonly string[]): Promise<void> {
  await recorded(county);
  await entered(codes.map((code) => ({ code, displayName: `类别${code.slice(0, 30)}`, englishName: code, words: [] })));
}

async function entered(entries: readonly CatalogueEntry[]): Promise<void> {
  for (const entry of entries) if (!catalogued.has(entry.code)) catalogued.set(entry.code, enter(entry));
  await Promise.all(entries.map(async ({ code }) => catalogued.get(code)));
}

async function enter(entry: CatalogueEntry): Promise<void> {
  const { status, text } = await as('county').ask('POST /v1/categories', { body: { division: county, ...entry } });
  if (status !== 201 && status !== 409) throw new Error(`category ${entry.code}: ${text}`);
}

/** Sends the steps of a story as somebody does. */
export const sending =
  (by: Client): Send =>
  (_, path, body) =>
    by.done(`POST ${path}`, body, body instanceof Uint8Array ? { 'content-type': 'image/png' } : {});

/** Evidence about a record, a picture. @returns its name. */
export const proof = (by: Client, about: string, kind = 'PHOTO'): Promise<string> =>
  evidenceFor(sending(by), about, '', kind);

/** Sees to it that a standard template is in force; other stories may do so at the same time. */
export async function standardInForce(): Promise<void> {
  await places(county);
  const inForce = `/v1/templates?filter=${encodeURIComponent('state = "IN_FORCE"')}`;
  if ((await as('county').all(inForce, 'templates')).length > 0) return;
  const { name } = await as('county').done('POST /v1/templates', standard(county));
  const { status, text } = await as('county').ask(`POST /v1/${name}:enact`, { body: {} });
  if (status !== 200 && status !== 409) throw new Error(`${name}: ${text}`);
}

/** An operating station in a compound. */
export async function operatingStation(division: string, by: Client = as('county')): Promise<Item> {
  await places(division);
  await standardInForce();
  await survey(sending(by), { division, kind: 'NEW', decision: 'BUILD', generated: true });
  const opening = { division, kind: 'NEW', displayName: '测试党群服务站', generated: true } as const;
  return by.done(`GET /v1/${await open(sending(by), opening)}`);
}

/** A need as tests file it; `over` says where it arises. */
export const needDraft = (over: Json): Json => ({
  category: 'elder-care',
  title: '老年助餐',
  quantity: 1,
  channel: 'CHANNEL_GRID_WORKER',
  openUntil: '2099-12-31T10:00:00Z',
  ...over,
});

/** A resource as tests offer it. */
export const resourceDraft = (over: Json): Json => ({
  division: binhe,
  title: '志愿者送餐队',
  ownerName: '县人民医院',
  categories: ['elder-care'],
  capacity: 10,
  openUntil: '2099-12-31T10:00:00Z',
  ...over,
});

/** The six parties, each by somebody. */
export const parties = [
  'COMMUNITY_PARTY_COMMITTEE',
  'COMPOUND_BRANCH',
  'OWNERS_COMMITTEE',
  'PROPERTY_COMPANY',
  'RESIDENT_UNIT',
  'MEMBER_VOLUNTEERS',
].map((kind) => ({ party: `PARTY_KIND_${kind}`, organisationName: '测试单位', person: `person-of-${kind}` }));
