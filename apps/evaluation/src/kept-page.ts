import { pageSize, pageTokens } from '@doorstep/aip';
import { installationKey, type Database } from '@doorstep/store';
import type { mongo } from 'mongoose';

/** What is kept for somebody, by the keys of those whom it is for. */
interface Kept {
  readonly _id: string;
  readonly for: readonly string[];
}

/** In which order somebody's own are read: by a date, then by id. */
interface Order<F extends string> {
  readonly by: F;
  readonly direction: 1 | -1;
}

/** A page of what is kept for who has these keys. Throws PAGE_TOKEN_INVALID. */
export async function keptPage<F extends string, K extends Kept & Readonly<Record<F, Date>>>(
  { db }: Database,
  kept: mongo.Collection<K>,
  keys: readonly string[],
  { by, direction }: Order<F>,
  request: { readonly pageSize: number; readonly pageToken: string },
): Promise<{ readonly items: readonly K[]; readonly nextPageToken: string }> {
  const tokens = pageTokens(await installationKey(db));
  const binding = JSON.stringify([kept.collectionName, keys]);
  const size = pageSize(request.pageSize);
  const [at, _id = ''] = (tokens.read(binding, request.pageToken) ?? []) as [number?, string?];
  const beyond = direction === 1 ? '$gt' : '$lt';
  const behind = at !== undefined && {
    $or: [{ [by]: { [beyond]: new Date(at) } }, { [by]: new Date(at), _id: { [beyond]: _id } }],
  };
  const rows = await kept
    .find<K>({ for: { $in: keys }, ...behind } as unknown as mongo.Filter<K>)
    .sort({ [by]: direction, _id: direction })
    .limit(size + 1)
    .toArray();
  const last = rows.length > size ? rows[size - 1] : undefined;
  return {
    items: rows.slice(0, size),
    nextPageToken: last ? tokens.issue(binding, [last[by].getTime(), last._id]) : '',
  };
}
