import { pageSize, pageTokens, parseFilter, parseOrder, type Condition, type Order } from '@doorstep/aip';
import { audience, divisionPath, type Caller } from '@doorstep/domain';
import type { mongo } from 'mongoose';
import type { List, Stored } from '../mapping/definition.js';
import { everybody, type Document } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';
import { filterNotServed, filterValue } from '../engine/refusals.js';

/** What a list request says (AIP-132, 158, 160). */
export interface ListRequest {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly filter: string;
  readonly orderBy: string;
}

/** A list request, understood: what to ask of the database. */
export interface ListQuery {
  readonly filter: mongo.Filter<Document>;
  readonly sort: mongo.Sort;
  readonly size: number;
  /** The token behind a row that ends a page. */
  tokenAfter(row: Document): string;
}

const camel = (field: string): string => field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snake = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const orderOf = <T>({ order }: List<T>): { field: string; direction: 1 | -1 } => {
  const [[field, direction] = ['name', 1 as const]] = Object.entries(order) as [string, 1 | -1][];
  return { field, direction };
};

/** What may be seen: an audience key for each that the caller reaches. */
export const visibleTo = ({ scope }: Pick<Caller, 'scope'>): mongo.Filter<Document> => ({
  _aud: scope === 'everywhere' ? everybody : { $in: [...scope] },
});

/** The index that serves a list: audience, equality, order, name. */
export function indexOf<T>(list: List<T>): mongo.IndexDescription {
  const { field, direction } = orderOf(list);
  return {
    key: { _aud: 1, ...Object.fromEntries(list.by.map((name) => [name, 1])), [field]: direction, _id: direction },
  };
}

/** Understands list requests of a noun. Pages are bound to the list, its conditions and the caller. */
export function listsOf<T extends Stored>(noun: Noun<T>, pageKey: Uint8Array) {
  const tokens = pageTokens(pageKey);
  return (request: ListRequest, caller: Caller): ListQuery => {
    const { conditions, division, since } = asked(request.filter);
    const list = served(noun, conditions, orderAsked(request.orderBy, since));
    const { field, direction } = orderOf(list);
    if (since !== undefined && field !== 'updateTime') throw notServed(noun);
    const equal = Object.fromEntries(conditions.map((condition) => [camel(condition.field), valueOf(noun, condition)]));
    const about = [noun.spec.name, equal, division, since, field, direction];
    const binding = JSON.stringify([...about, caller.subject, caller.scope]);
    const cursor = tokens.read(binding, request.pageToken);
    const from = cursor ? behind(field, direction, cursor) : since && { updateTime: { $gte: since } };
    return {
      filter: { ...visibleBelow(caller, division), ...equal, ...from },
      sort: { [field]: direction, _id: direction },
      size: pageSize(request.pageSize),
      tokenAfter: (row) => tokens.issue(binding, [cursorValue(row[field]), row._id]),
    };
  };
}

/** What a filter asks: conditions that a declared list serves, and what every list takes besides. */
interface Asked {
  readonly conditions: readonly Condition[];
  /** `division = "140930100"`: what lies in it or below it. */
  readonly division: string | undefined;
  /** `update_time >= "2025-03-04T00:00:00Z"`: what changed since. */
  readonly since: Date | undefined;
}

function asked(filter: string): Asked {
  const all = parseFilter(filter);
  const division = all.find(({ field }) => field === 'division')?.value;
  const changed = all.find(({ field }) => field === 'update_time');
  const conditions = all.filter(({ field }) => field !== 'division' && field !== 'update_time');
  const since = changed && instantOf(changed);
  if (division !== undefined && divisionPath(division).at(-1) !== division) throw filterValue({ field: 'division' });
  const compared = all.find(({ field, operator }) => operator === '>=' && field !== 'update_time');
  if (compared !== undefined) throw filterValue({ field: compared.field });
  return { conditions, division, since };
}

/** An instant with its zone, as RFC 3339 writes it. Throws FILTER_VALUE. */
function instantOf({ operator, value }: Condition): Date {
  const [, day = ''] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.exec(value) ?? [];
  const instant = new Date(value);
  const real = day !== '' && !Number.isNaN(instant.getTime()) && isDay(day);
  if (operator !== '>=' || !real) throw filterValue({ field: 'update_time' });
  return instant;
}

/** Whether the calendar has the day: JavaScript takes 30 February for 2 March. */
const isDay = (day: string): boolean => {
  const found = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(day);
};

/** What changed since an instant comes in the order of its changes. */
const orderAsked = (orderBy: string, since: Date | undefined): Order | undefined =>
  orderBy !== '' ? parseOrder(orderBy) : since && { field: 'update_time', descending: false };

/** What may be seen of a division and all below it: one key of the index where the caller reaches the whole of it. */
function visibleBelow(caller: Caller, division: string | undefined): mongo.Filter<Document> {
  if (division === undefined) return visibleTo(caller);
  const { scope } = caller;
  const key = audience.division(division);
  const reached = (code: string): boolean => scope === 'everywhere' || scope.includes(audience.division(code));
  return divisionPath(division).some(reached) ? { _aud: key } : { $and: [{ _aud: key }, visibleTo(caller)] };
}

function served<T extends Stored>(
  { lists }: Noun<T>,
  conditions: readonly Condition[],
  order: Order | undefined,
): List<T> {
  const asked = conditions.map(({ field }) => camel(field)).sort();
  const list = lists.find((candidate) => {
    const { field, direction } = orderOf(candidate);
    const sameOrder = order === undefined || (camel(order.field) === field && order.descending === direction < 0);
    return sameOrder && [...candidate.by].sort().join() === asked.join();
  });
  if (list === undefined) throw notServed({ lists });
  return list;
}

const notServed = <T>({ lists }: { readonly lists: readonly List<T>[] }) =>
  filterNotServed({ served: lists.map(described).join('; '), besides: 'division = …; update_time >= …' });

const described = <T>(list: List<T>): string => {
  const { field, direction } = orderOf(list);
  const conditions = list.by.map((name) => `${snake(name)} = …`).join(' AND ');
  return `${conditions || 'no filter'} order by ${snake(field)}${direction < 0 ? ' desc' : ''}`;
};

function valueOf<T extends Stored>({ descriptor }: Noun<T>, { field, value }: Condition): string | number | boolean {
  const stored = descriptor.valueOf(camel(field), value);
  if (stored === undefined) throw filterValue({ field });
  return stored;
}

/** Dates travel in a token as `{ "d": ms }`, since JSON has none. */
const cursorValue = (value: unknown): unknown => (value instanceof Date ? { d: value.getTime() } : value);
const storedValue = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'd' in value ? new Date(value.d as number) : value;

function behind(field: string, direction: 1 | -1, [value, name]: readonly unknown[]): mongo.Filter<Document> {
  const [before, upTo] = direction > 0 ? ['$gt', '$gte'] : ['$lt', '$lte'];
  const at = storedValue(value);
  return { [field]: { [upTo]: at }, $or: [{ [field]: { [before]: at } }, { _id: { [before]: name } }] };
}
