import type { mongo } from 'mongoose';
import { ownerOf } from '../../../tools/platform/owners.ts';
import type { Client } from '../client.ts';

interface Counted {
  readonly _id: string;
  readonly division: string;
  readonly _fig?: Readonly<Record<string, string>>;
}

interface Row {
  readonly record: string;
  readonly from: string;
  readonly until: string;
}

/** The database of a service. */
type Owned = (service: string) => mongo.Db;

const figures = [
  { id: 'needs_collected', collection: 'needs' },
  { id: 'stations_built', collection: 'stations' },
].map((figure) => ({ ...figure, owner: ownerOf(figure.collection) }));

/** Counts the records anew, and compares with the rows and the day counters that are served. */
export async function figuresFlaws(evaluation: mongo.Db, owned: Owned): Promise<string[]> {
  const flaws: string[] = [];
  for (const { id, owner, collection } of figures) {
    const records = await owned(owner)
      .collection<Counted>(collection)
      .find({ [`_fig.${id}`]: { $exists: true } }, { projection: { _fig: 1, division: 1 } })
      .toArray();
    const generation = await evaluation
      .collection<{ _id: string; serving: number }>('figure_generations')
      .findOne({ _id: owner });
    const served = { g: generation?.serving ?? 0, figure: id };
    const rows = await evaluation
      .collection<Row>('figure_rows')
      .find({ ...served, from: { $ne: '' }, until: '' })
      .toArray();
    const known = new Map(rows.map(({ record, from }) => [record, from]));
    for (const { _id, _fig } of records) {
      if (known.get(_id) !== _fig?.[id])
        flaws.push(`${id}: ${_id} counts from ${String(_fig?.[id])}, its row from ${String(known.get(_id))}`);
      known.delete(_id);
    }
    flaws.push(...[...known.keys()].map((record) => `${id}: ${record} has a row and does not count`));
    flaws.push(...(await counterFlaws(evaluation, served, id, records)));
  }
  return flaws;
}

/** What the public API answers, and the records that it shows behind it, against the records that count. */
export async function servedFlaws(client: Client, owned: Owned): Promise<string[]> {
  const flaws: string[] = [];
  for (const { id, owner, collection } of figures) {
    const counted = await owned(owner)
      .collection(collection)
      .countDocuments({ [`_fig.${id}`]: { $exists: true } });
    const { value } = await client.done('county', `GET /v1/figures/${id}`);
    const behind = await recordsBehind(client, id);
    if (Number(value) !== counted || behind !== counted)
      flaws.push(`${id}: ${String(counted)} count, the API answers ${String(value)} and shows ${String(behind)}`);
  }
  return flaws;
}

async function recordsBehind(client: Client, id: string): Promise<number> {
  const seen = new Set<string>();
  for (let token = '', more = true; more; more = token !== '') {
    const page = await client.done('county', `GET /v1/figures/${id}/records?pageSize=200&pageToken=${token}`);
    for (const { record } of page['records'] as { record: string }[]) seen.add(record);
    token = String(page['nextPageToken']);
  }
  return seen.size;
}

/** The county's counters by day against a recount of the records. */
async function counterFlaws(
  evaluation: mongo.Db,
  served: { readonly g: number; readonly figure: string },
  id: string,
  records: readonly Counted[],
): Promise<string[]> {
  const counters = await evaluation
    .collection<{ division: string; day: string; n: number }>('figure_days')
    .find({ ...served, dimension: '' })
    .toArray();
  const recounted = new Map<string, number>();
  for (const { division, _fig } of records) {
    for (const length of [6, 9, 12, 16].filter((upTo) => upTo <= division.length)) {
      const place = `${division.slice(0, length)} ${_fig?.[id] ?? ''}`;
      recounted.set(place, (recounted.get(place) ?? 0) + 1);
    }
  }
  for (const { division, day, n } of counters) {
    const place = `${division} ${day}`;
    recounted.set(place, (recounted.get(place) ?? 0) - n);
  }
  return [...recounted]
    .filter(([, difference]) => difference !== 0)
    .map(([place, difference]) => `${id}: ${place} is off by ${String(difference)}`);
}
