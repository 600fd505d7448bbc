import { pageSize, pageTokens, parseFilter, parseOrder, type Condition, type Order } from '@doorstep/aip';
import type { Caller } from '@doorstep/domain';
import type { Filter, IndexDescription, Sort } from 'mongodb';
import type { List, Stored } from '../shape/collection.js';
import { everybody, type Document } from '../shape/document.js';
import type { Noun } from '../shape/noun.js';
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
  readonly filter: Filter<Document>;
  readonly sort: Sort;
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
export const visibleTo = ({ scope }: Pick<Caller, 'scope'>): Filter<Document> => ({
  _aud: scope === 'everywhere' ? everybody : { $in: [...scope] },
});

/** The index that serves a list: audience, equality, order, name. */
export function indexOf<T>(list: List<T>): IndexDescription {
  const { field, direction } = orderOf(list);
  return {
    key: { _aud: 1, ...Object.fromEntries(list.by.map((name) => [name, 1])), [field]: direction, _id: direction },
  };
}

/** Understands list requests of a noun. Pages are bound to the list, its conditions and the caller. */
export function listsOf<T extends Stored>(noun: Noun<T>, pageKey: Uint8Array) {
  const tokens = pageTokens(pageKey);
  return (request: ListRequest, caller: Caller): ListQuery => {
    const conditions = parseFilter(request.filter);
    const list = served(noun, conditions, request.orderBy === '' ? undefined : parseOrder(request.orderBy));
    const { field, direction } = orderOf(list);
    const equal = Object.fromEntries(conditions.map((condition) => [camel(condition.field), valueOf(noun, condition)]));
    const binding = JSON.stringify([noun.spec.name, equal, field, direction, caller.subject, caller.scope]);
    const cursor = tokens.read(binding, request.pageToken);
    return {
      filter: { ...visibleTo(caller), ...equal, ...(cursor && behind(field, direction, cursor)) },
      sort: { [field]: direction, _id: direction },
      size: pageSize(request.pageSize),
      tokenAfter: (row) => tokens.issue(binding, [cursorValue(row[field]), row._id]),
    };
  };
}

function served<T extends Stored>(
  { spec }: Noun<T>,
  conditions: readonly Condition[],
  order: Order | undefined,
): List<T> {
  const asked = conditions.map(({ field }) => camel(field)).sort();
  const list = spec.lists.find((candidate) => {
    const { field, direction } = orderOf(candidate);
    const sameOrder = order === undefined || (camel(order.field) === field && order.descending === direction < 0);
    return sameOrder && [...candidate.by].sort().join() === asked.join();
  });
  if (list === undefined) throw filterNotServed({ served: spec.lists.map(described).join('; ') });
  return list;
}

const described = <T>(list: List<T>): string => {
  const { field, direction } = orderOf(list);
  const conditions = list.by.map((name) => `${snake(name)} = …`).join(' AND ');
  return `${conditions || 'no filter'} order by ${snake(field)}${direction < 0 ? ' desc' : ''}`;
};

function valueOf<T extends Stored>({ shape }: Noun<T>, { field, value }: Condition): string | number | boolean {
  const stored = shape.valueOf(camel(field), value);
  if (stored === undefined) throw filterValue({ field });
  return stored;
}

/** Dates travel in a token as `{ "d": ms }`, since JSON has none. */
const cursorValue = (value: unknown): unknown => (value instanceof Date ? { d: value.getTime() } : value);
const storedValue = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'd' in value ? new Date(value.d as number) : value;

function behind(field: string, direction: 1 | -1, [value, name]: readonly unknown[]): Filter<Document> {
  const [before, upTo] = direction > 0 ? ['$gt', '$gte'] : ['$lt', '$lte'];
  const at = storedValue(value);
  return { [field]: { [upTo]: at }, $or: [{ [field]: { [before]: at } }, { _id: { [before]: name } }] };
}
