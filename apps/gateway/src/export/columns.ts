import { getOption, toJson, type DescEnum, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { collectionsByRule, optionNamed } from '@doorstep/access';
import { labelOf, personalClassOf, referenceOf, textRuleOf } from '../contract/options.js';
import { dayCell, instantCell, type Cell } from './cell.js';

/** A column of a sheet. */
export interface Column {
  /** For people and programs: `名称 (displayName)`. */
  readonly header: string;
  cellOf(message: Message): Cell;
  /** Of a column of names beside ids: the records of which an item speaks, by name. Its cell is what they are called. */
  readonly namesIn?: (message: Message) => readonly string[];
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
      const oneOf = oneIn(field);
      return [{ header: headerOf(path), cellOf: (top) => cellOf(field, valueIn(top), oneOf) }, ...named(path, valueIn)];
    });
}

/** How the names begin of the records that a field names, by reference or by a code that obeys a rule; undefined where it names none. */
function prefixOf(field: DescField): string | undefined {
  if (referenceOf(field) !== undefined) return '';
  const collection = collectionsByRule.get(textRuleOf(field));
  return collection === undefined ? undefined : `${collection}/`;
}

/** The column beside one of names or codes that says what the records are called. */
function named(path: readonly DescField[], valueIn: (top: Message) => unknown): Column[] {
  const field = path.at(-1);
  if (field === undefined || field.message !== undefined || field.enum !== undefined) return [];
  const prefix = prefixOf(field);
  if (prefix === undefined) return [];
  const namesIn = (top: Message): string[] =>
    [valueIn(top) ?? []].flat().flatMap((one) => (typeof one === 'string' && one !== '' ? [`${prefix}${one}`] : []));
  const [labels, names] = [path.map(labelOf), path.map(({ jsonName }) => jsonName)];
  return [{ header: `${[...labels, '名称'].join('·')} (${names.join('.')}.title)`, cellOf: () => '', namesIn }];
}

/** A field that is personal, or a list in whose items something is. */
const isPersonal = (field: DescField): boolean =>
  personalClassOf(field) !== undefined ||
  (field.fieldKind === 'list' && field.message?.fields.some(isPersonal) === true);

const headerOf = (path: readonly DescField[]): string =>
  `${path.map(labelOf).join('·')} (${path.map(({ jsonName }) => jsonName).join('.')})`;

function cellOf(field: DescField, value: unknown, oneOf: (value: unknown) => Cell): Cell {
  if (value === undefined) return '';
  if (field.fieldKind === 'list') return (value as unknown[]).map((one) => textOf(oneOf(one))).join('; ');
  return oneOf(value);
}

const textOf = (cell: Cell): string => (typeof cell === 'object' ? cell.text : String(cell));

/** How one value of a field is shown: looked up once, for a sheet has many. */
function oneIn(field: DescField): (value: unknown) => Cell {
  const { enum: choice, message } = field;
  if (choice) return (value) => wordOf(choice, Number(value));
  if (message?.typeName === time) return (value) => instantCell(value as Timestamp);
  if (message) return (value) => JSON.stringify(toJson(message, value as Message));
  return textRuleOf(field) === 'day' ? (value) => dayCell(String(value)) : plainCell;
}

function plainCell(value: unknown): Cell {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as Cell);
}

const word = optionNamed('doorstep.options.v1.value_zh');

/** What the contract calls a value in Chinese; nothing where none was said. */
function wordOf({ value: values }: DescEnum, number: number): string {
  const value = values[number];
  return value === undefined || number === 0 ? '' : String(getOption(value, word)) || value.name;
}
