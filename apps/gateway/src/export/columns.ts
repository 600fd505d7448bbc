import { toJson, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { labelOf, personalClassOf } from '../contract/options.js';

/** What a cell of a sheet holds. */
export type Cell = string | number | boolean;

/** A column of a sheet. */
export interface Column {
  /** For people and programs: `名称 (displayName)`. */
  readonly header: string;
  cellOf(message: Message): Cell;
}

type Fields = Message & Readonly<Record<string, unknown>>;

const time = 'google.protobuf.Timestamp';
const known = new WeakMap<DescMessage, readonly Column[]>();

/** The columns of a list's items: their plain fields, those of messages within by their path, no personal data. */
export function columnsOf(item: DescMessage): readonly Column[] {
  const columns = known.get(item) ?? leaves(item, [], (message) => message);
  known.set(item, columns);
  return columns;
}

function leaves(
  item: DescMessage,
  above: readonly DescField[],
  find: (item: Message) => Message | undefined,
): Column[] {
  return item.fields
    .filter((field) => !isPersonal(field))
    .flatMap((field): Column[] => {
      const path = [...above, field];
      const valueIn = (top: Message): unknown => (find(top) as Fields | undefined)?.[field.localName];
      if (field.fieldKind === 'message' && field.message.typeName !== time && !above.includes(field))
        return leaves(field.message, path, (top) => valueIn(top) as Message | undefined);
      return [{ header: headerOf(path), cellOf: (top) => cellOf(field, valueIn(top)) }];
    });
}

/** A field that is personal, or a list in whose items something is. */
const isPersonal = (field: DescField): boolean =>
  personalClassOf(field) !== undefined ||
  (field.fieldKind === 'list' && field.message?.fields.some(isPersonal) === true);

const headerOf = (path: readonly DescField[]): string =>
  `${path.map(labelOf).join('·')} (${path.map(({ jsonName }) => jsonName).join('.')})`;

function cellOf(field: DescField, value: unknown): Cell {
  if (value === undefined) return '';
  if (field.fieldKind === 'list') return (value as unknown[]).map((one) => String(oneOf(field, one))).join('; ');
  return oneOf(field, value);
}

function oneOf({ enum: choice, message }: DescField, value: unknown): Cell {
  if (choice) return (choice.value[Number(value)]?.name ?? '').slice(choice.sharedPrefix?.length ?? 0);
  if (message?.typeName === time) return shanghai(value as Timestamp);
  if (message) return JSON.stringify(toJson(message, value as Message));
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as Cell);
}

const offsetMs = 8 * 3_600_000;

/** Sheets are for people of the county: their time, `2025-03-04 10:00:00`. */
const shanghai = ({ seconds }: Timestamp): string =>
  new Date(Number(seconds) * 1_000 + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
