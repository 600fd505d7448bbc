import type { IncomingMessage } from 'node:http';
import { fromBinary, toBinary, type DescField, type Message } from '@bufbuild/protobuf';
import Negotiator from 'negotiator';
import { xlsxOf } from '@doorstep/sheets/write';
import type { Route } from '../contract/routes.js';
import { saysNothing, type Answer } from '../http/answer.js';
import type { Cell } from './cell.js';
import { columnsOf, type Column } from './columns.js';
import { csvOf } from './csv.js';
import type { ExportNote } from './note.js';
import { Titles, type Ask } from './titles.js';

/** How a list may leave besides JSON, by media type. */
const sheets = {
  'text/csv': { ending: 'csv', type: 'text/csv; charset=utf-8; header=present', write: csvOf },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    ending: 'xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    write: xlsxOf,
  },
} as const;

/** Media types as which a list can be exported. */
export const sheetTypes = Object.keys(sheets);
export type SheetType = keyof typeof sheets;
const json = 'application/json';

/**
 * The media type in which a client wants its answer, by `Accept`; undefined where there is none. Most ask for JSON, or do
 * not mind, as who says nothing in it. Where there is nothing to say, or a file as it is, none is chosen: generated clients
 * then ask for problems alone. Whoever reads those reads JSON.
 */
export function wantedType(request: IncomingMessage, route: Route): typeof json | SheetType | undefined {
  const { accept = '' } = request.headers;
  if (accept.trim() === '' || accept === '*/*' || accept === json) return json;
  if (route.file === 'down' || saysNothing(route)) return json;
  const negotiator = new Negotiator({ headers: { accept: plain(accept) } });
  const chosen = negotiator.mediaType(itemsOf(route) ? [json, ...sheetTypes] : [json]);
  if (chosen !== undefined) return chosen as typeof json | SheetType;
  return negotiator.mediaType([problems]) === undefined ? undefined : json;
}
const problems = 'application/problem+json';

/**
 * `Accept` without parameters of the media types, as `charset=utf-8` or `indent=4`: none of ours says more by one, and
 * whoever names one takes the type. What weighs a type, `q`, stays.
 */
const plain = (accept: string): string =>
  accept
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';');
      const [weight] = parameters.flatMap(
        (parameter) => /^\s*q\s*=\s*([01](?:\.\d*)?)\s*$/i.exec(parameter)?.[1] ?? [],
      );
      return weight === undefined ? type : `${type};q=${weight}`;
    })
    .join(',');

/** The field that holds the items of a list, with pages or whole, as figures come; undefined where a route answers none. */
export const itemsOf = ({ effect, file, method: { name, input, output } }: Route): DescField | undefined =>
  effect === 'read' &&
  file === 'none' &&
  (input.field['pageToken'] === undefined) === !output.field['nextPageToken'] &&
  name.startsWith('List')
    ? output.fields.find(({ fieldKind, message }) => fieldKind === 'list' && message !== undefined)
    : undefined;

/** Items of a page of an export. */
export const pageSize = 200;
type Page = Message & Readonly<Record<string, unknown>>;

/**
 * A whole list as a sheet: all its pages from the one asked for on, fetched as they are taken. What fails on the first
 * page is a problem like any other, what fails later breaks the answer off. Throws what a call throws.
 * @param ask one call of a route, bytes to bytes. @param note none where nobody takes it: of what everybody may read, and
 * of HEAD, for which the first page proves that the caller may and nothing goes out.
 */
export async function exportOf(
  route: Route,
  request: Uint8Array,
  type: SheetType,
  ask: Ask,
  note?: ExportNote,
): Promise<Answer> {
  const { input, output } = route.method;
  const items = itemsOf(route);
  if (items?.message === undefined) throw new Error(`${route.path} is no list`);
  const columns = columnsOf(items.message);
  const asked = fromBinary(input, request) as Page;
  const paged = output.field['nextPageToken'] !== undefined;
  const pageAt = async (pageToken: string): Promise<Page> =>
    fromBinary(output, await ask(route, toBinary(input, { ...asked, ...(paged && { pageSize, pageToken }) })));
  const titles = new Titles(ask);
  const rowsIn = (page: Page) => rowsOf(page[items.localName] as Message[], columns, titles);
  const first = await pageAt(typeof asked['pageToken'] === 'string' ? asked['pageToken'] : '');
  await note?.begun();
  const pages = (async function* () {
    for (let page = first; ; page = await pageAt(String(page['nextPageToken']))) {
      yield await rowsIn(page);
      if (!paged || page['nextPageToken'] === '') return;
    }
  })();
  const { ending, type: contentType, write } = sheets[type];
  const name = `${route.segments.findLast((segment) => segment !== '*') ?? 'list'}.${ending}`;
  const header = columns.map((column) => column.header);
  const headers = { 'content-type': contentType, 'content-disposition': `attachment; filename="${name}"` };
  return { status: 200, headers, body: write(header, note?.counting(pages) ?? pages) };
}

/** The rows of a page, with what the records are called of which they speak. */
async function rowsOf(items: readonly Message[], columns: readonly Column[], titles: Titles): Promise<Cell[][]> {
  await titles.learn(items.flatMap((item) => columns.flatMap(({ namesIn }) => namesIn?.(item) ?? [])));
  const cellOf = ({ namesIn, cellOf: plain }: Column, item: Message): Cell =>
    namesIn === undefined
      ? plain(item)
      : namesIn(item)
          .map((name) => titles.of(name))
          .join('、');
  return items.map((item) => columns.map((column) => cellOf(column, item)));
}
