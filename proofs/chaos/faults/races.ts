import { randomUUID } from 'node:crypto';
import { reasonOf, type Answer, type Client, type Json } from '../client.ts';
import { until } from '../fleet.ts';
import type { Scenario } from '../scenario.ts';
import { writing } from '../victims.ts';
import type { World } from '../world.ts';

const community = '140930100001';
const firstCompound = 1_000;
const atOnce = 6;
const county = 'county';
const clerk = 'manager.binhe';
const filer = 'grid.binhe.1';
const authority = 'community.binhe';
const unit = 'county-hospital';

const tally = (answers: readonly Answer[]): string =>
  [...Map.groupBy(answers, ({ status, body }) => `${String(status)} ${reasonOf(body)}`)]
    .map(([what, which]) => `${String(which.length)} × ${what}`)
    .join(', ');

/** Everybody wants the last unit of a resource. */
export const claims: Scenario = {
  name: 'parallel claims of the last unit: one winner',
  rounds: 200,
  factor: Infinity,
  short: 20,
  load: false,
  async harm(world, rivals) {
    const { client } = world;
    const suggestions = await rivalSuggestions(world, rivals);
    if (suggestions.length !== rivals)
      return [`${String(suggestions.length)} of ${String(rivals)} needs got a suggestion`];
    const answers = await Promise.all(
      suggestions.map(({ name }) => client.patiently(clerk, `POST /v1/${String(name)}:confirm`, {})),
    );
    const winners = answers.filter(({ status }) => status === 200).length;
    const clear = answers.filter(({ status }) => status === 409).length;
    return winners === 1 && clear === rivals - 1 ? [] : [tally(answers)];
  },
};

/** So many needs in compounds of their own, each with a suggestion of the same resource, which has one unit. */
async function rivalSuggestions({ client }: World, count: number): Promise<Json[]> {
  const category = `last-${randomUUID().slice(0, 8)}`;
  const called = { code: category, displayName: '末位名额', englishName: 'the last one' };
  await client.patiently(county, 'POST /v1/categories', { division: community.slice(0, 6), ...called });
  const resource = await client.done(unit, 'POST /v1/resources', {
    ...{ division: community, title: '志愿者送餐队', ownerName: '县人民医院', categories: [category] },
    ...{ capacity: 1, openUntil: '2099-12-31T10:00:00Z' },
  });
  const name = String(resource['name']);
  for (const verb of ['verify', 'publish']) await client.done(authority, `POST /v1/${name}:${verb}`, {});
  const rest = Array.from({ length: count }, (_, at) => at).values();
  const found: Json[] = [];
  const gather = async (): Promise<void> => {
    for (const at of rest) {
      const suggestions = await suggested(client, community + String(firstCompound + at), category);
      found.push(...suggestions.filter((one) => one['resource'] === name));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, gather));
  return found;
}

/** What a run suggests for one need in a compound where there is no other. */
async function suggested(client: Client, division: string, category: string): Promise<Json[]> {
  await client.patiently(county, 'POST /v1/divisions', {
    code: division,
    displayName: `区划${division}`,
    generated: true,
  });
  const need = String(
    (await client.done(filer, 'POST /v1/needs', draftIn({ division, title: '老年助餐', category })))['name'],
  );
  for (const verb of ['verify', 'publish']) await client.done(clerk, `POST /v1/${need}:${verb}`, {});
  const run = String((await client.done(authority, 'POST /v1/matchRuns', { division }))['name']);
  const over = async (): Promise<boolean> =>
    (await client.done(authority, `GET /v1/${run}`))['state'] === 'STATE_READY';
  await until(over, `${run} did not end`);
  const { suggestions } = await client.done(
    authority,
    `GET /v1/suggestions?filter=${encodeURIComponent(`need = "${need}"`)}`,
  );
  return suggestions as Json[];
}

const draftIn = (place: Json): Json => ({
  ...{ category: 'elder-care', quantity: 1, channel: 'CHANNEL_GRID_WORKER', openUntil: '2099-12-31T10:00:00Z' },
  ...place,
});

const connections = 20;

/** The same request again and again, from many connections. */
export const repeats: Scenario = {
  name: 'repeats of one request from 20 connections: one effect',
  rounds: 1_000,
  factor: Infinity,
  short: 200,
  load: false,
  async harm({ client, station, auditor }, count) {
    const key = randomUUID();
    const title = `重复 ${key}`;
    const draft = draftIn({ station, title });
    let left = count;
    const answers: Answer[] = [];
    const send = async (): Promise<void> => {
      while (left-- > 0) answers.push(await client.patiently(filer, 'POST /v1/needs', draft, key));
    };
    await Promise.all(Array.from({ length: connections }, send));
    const there = await auditor.db(writing).collection('needs').countDocuments({ title });
    const names = new Set(answers.map(({ body }) => body['name']));
    return there === 1 && names.size === 1 ? [] : [`${String(there)} records; ${tally(answers)}`];
  },
};
