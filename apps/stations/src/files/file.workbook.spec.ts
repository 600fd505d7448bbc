import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { files, storedZipOf, typesOf, zipOf } from '../evidence/evidence.example.js';
import { officeTypeOf, tailBytes } from './file.workbook.js';

const head = (file: Buffer) => file.subarray(0, 64 * 1024);
const typeOf = (file: Buffer): string =>
  officeTypeOf({ head: head(file), tail: file.subarray(-tailBytes), size: file.length });
const workbook = { 'xl/workbook.xml': '<workbook/>' };
const types = typesOf('spreadsheetml.sheet');
const openSheet = 'application/vnd.oasis.opendocument.spreadsheet';
const noise = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * 7919) % 251));
const stored = (parts: Readonly<Record<string, Uint8Array>>): Buffer => Buffer.from(zipSync(parts, { level: 0 }));

it('of LibreOffice is a workbook', () => expect(typeOf(files.ods)).toBe(openSheet));

describe('a zip', () => {
  it.each<[string, Buffer, string]>([
    ['a workbook', files.xlsx, 'spreadsheetml.sheet'],
    ['a document', files.docx, 'wordprocessingml.document'],
    ['a workbook whose types come last', zipOf({ ...workbook, '[Content_Types].xml': types }), 'spreadsheetml.sheet'],
    [
      'a large workbook',
      stored({ '[Content_Types].xml': strToU8(types), 'xl/media/1': noise, 'xl/workbook.xml': strToU8('') }),
      'spreadsheetml.sheet',
    ],
    [
      'a large workbook whose types lie in the middle',
      stored({
        'xl/media/1': noise,
        '[Content_Types].xml': strToU8(types),
        'xl/media/2': noise,
        'xl/workbook.xml': strToU8(''),
      }),
      'spreadsheetml.sheet',
    ],
    ['any zip', files.zip, ''],
    ['an open document that only says it is one', storedZipOf({ mimetype: openSheet, 'readme.txt': '' }), ''],
    ['an open text', storedZipOf({ mimetype: openSheet.replace('spreadsheet', 'text'), 'content.xml': '' }), ''],
    ['an open document whose type comes late', storedZipOf({ 'content.xml': '', mimetype: openSheet }), ''],
    ['an open document with something behind it', Buffer.concat([files.ods, files.pdf]), ''],
    ['an open document that another zip follows', Buffer.concat([files.ods, files.zip]), ''],
    ['a zip that only calls its parts so', zipOf({ '[Content_Types].xml': '<Types/>', ...workbook }), ''],
    ['a workbook without its list of types', zipOf(workbook), ''],
    ['a list of types without a workbook', zipOf({ '[Content_Types].xml': types }), ''],
    ['a document that says it is a workbook', zipOf({ '[Content_Types].xml': types, 'word/document.xml': '' }), ''],
    [
      'a workbook with macros',
      zipOf({
        '[Content_Types].xml': '<Types ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>',
        ...workbook,
      }),
      '',
    ],
    ['a workbook behind something else', Buffer.concat([files.zip, files.xlsx]), ''],
    ['a workbook with something behind it', Buffer.concat([files.xlsx, Buffer.from('%PDF-1.7')]), ''],
    ['a workbook that is cut off', files.xlsx.subarray(0, -30), ''],
    ['a beginning alone', Buffer.from('PK\x03\x04xl/'), ''],
  ])('%s', (_, file, want) => {
    expect(typeOf(file)).toBe(want && `application/vnd.openxmlformats-officedocument.${want}`);
  });

  it('of a list of types that unpacks without end is none', () => {
    expect(typeOf(zipOf({ '[Content_Types].xml': types + ' '.repeat(8 * 1024 * 1024), ...workbook }))).toBe('');
  });
});
