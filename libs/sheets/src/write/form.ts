import { strToU8, zipSync } from 'fflate';
import {
  declaration,
  escaped,
  office,
  packaged,
  relationships as related,
  row,
  spreadsheet as main,
  style,
  styles,
} from './xlsx.js';

/** A column of a form. */
export interface FormColumn {
  readonly header: string;
  readonly example: string | number;
  /** What a cell is taken for, whatever is typed: a code of digits is no number. */
  readonly text: boolean;
  /** What to fill in, shown beside the cell. */
  readonly prompt: string;
  /** Words to choose from. */
  readonly words: readonly string[];
  /** Whether nothing else may stand there. */
  readonly only: boolean;
}

/** Lines that a form is made for. */
const lines = 2_000;
const listSheet = '可选值';

/** A workbook to fill in: what to do, an example, and the header, below which people write. */
export function formOf(title: string, columns: readonly FormColumn[]): Buffer {
  const documents = {
    '[Content_Types].xml':
      `<Types xmlns="${packaged}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `${typed('workbook', 'sheet.main')}${typed('styles', 'styles')}` +
      `${typed('worksheets/sheet1', 'worksheet')}${typed('worksheets/sheet2', 'worksheet')}</Types>`,
    '_rels/.rels': relationshipsOf(relationship('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml':
      `<workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="填写" sheetId="1" r:id="rId1"/>` +
      `<sheet name="${listSheet}" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationshipsOf(
      relationship('rId1', 'worksheet', 'worksheets/sheet1.xml') +
        relationship('rId2', 'worksheet', 'worksheets/sheet2.xml') +
        relationship('rId3', 'styles', 'styles.xml'),
    ),
    'xl/styles.xml': styles,
    'xl/worksheets/sheet1.xml': sheetOf(title, columns),
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${main}"><sheetData>${listsOf(columns)}</sheetData></worksheet>`,
  };
  const bytes = Object.entries(documents).map(([name, xml]) => [name, strToU8(declaration + xml)] as const);
  return Buffer.from(zipSync(Object.fromEntries(bytes), { mtime: '2020-01-01' }));
}

const typed = (part: string, type: string): string =>
  `<Override PartName="/xl/${part}.xml" ContentType="${office}.${type}+xml"/>`;
const relationship = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${related}/${type}" Target="${target}"/>`;
const relationshipsOf = (all: string): string =>
  `<Relationships xmlns="${packaged}/relationships">${all}</Relationships>`;

const [headerLine, firstLine] = [3, 4];

function sheetOf(title: string, columns: readonly FormColumn[]): string {
  const widths = columns.map(
    ({ text }, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="18" style="${text ? style.text : style.plain}" customWidth="1"/>`,
  );
  const rules = columns.map((column, at) => ruleOf(column, at));
  return (
    `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${headerLine}" topLeftCell="A${firstLine}" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${widths.join('')}</cols><sheetData>${row([title])}${row(columns.map(({ example }) => example))}` +
    `${row(columns.map(({ header }) => header))}</sheetData>` +
    `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations></worksheet>`
  );
}

function ruleOf({ words, only, prompt }: FormColumn, at: number): string {
  const place = `${lettersOf(at)}${firstLine}:${lettersOf(at)}${firstLine + lines - 1}`;
  const shown = `showInputMessage="1" prompt="${escaped(prompt).replaceAll('"', '&quot;').slice(0, 250)}" sqref="${place}"`;
  if (words.length === 0) return `<dataValidation allowBlank="1" ${shown}/>`;
  const list = `${listSheet}!$${lettersOf(at)}$1:$${lettersOf(at)}$${words.length}`;
  return `<dataValidation type="list" allowBlank="1" showErrorMessage="${only ? 1 : 0}" ${shown}><formula1>${list}</formula1></dataValidation>`;
}

/** The words of each column below each other. */
function listsOf(columns: readonly FormColumn[]): string {
  const longest = Math.max(0, ...columns.map(({ words }) => words.length));
  return Array.from({ length: longest }, (_, at) => row(columns.map(({ words }) => words[at] ?? ''))).join('');
}

/** 0 → A, 27 → AB. */
const lettersOf = (at: number): string =>
  at < 26 ? String.fromCharCode(65 + at) : lettersOf(Math.floor(at / 26) - 1) + lettersOf(at % 26);
