/** What leaves as a sheet comes back as one, for every noun that sheets hold. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, describe, expect, it } from '@jest/globals';
import { nouns } from '@doorstep/access';
import { SheetReader } from '@doorstep/sheets';
import { strFromU8, unzipSync } from 'fflate';
import type { Cell } from '../../apps/gateway/src/export/cell.ts';
import { columnsOf } from '../../apps/gateway/src/export/columns.ts';
import { csvOf } from '../../apps/gateway/src/export/csv.ts';
import { tableIn } from '../../libs/sheets/src/entries.ts';
import { learned } from '../../libs/sheets/src/intake/learned.ts';
import type { Sheet } from '../../libs/sheets/src/intake/sheet.ts';
import { templateOf } from '../../libs/sheets/src/intake/template.ts';
import { style, xlsxOf } from '../../libs/sheets/src/write/xlsx.ts';
import { ROOT } from '../platform/platform.ts';

const files = globSync('apps/*/src/**/*.sheet.ts', { cwd: ROOT }).sort();
const reader = new SheetReader();
afterAll(() => reader.onApplicationShutdown());

/** The sheet of a noun, with what the contract says of its columns, and a record of it. */
async function nounOf(file: string) {
  const sheets = Object.values((await import(join(ROOT, file))) as Record<string, Partial<Sheet>>);
  const sheet = sheets.find((one): one is Sheet => one.collection !== undefined);
  const { example } = (await import(join(ROOT, file.replace('.sheet.ts', '.example.ts')))) as {
    readonly example: { record(): object };
  };
  const noun = nouns.get(sheet?.collection.name ?? '');
  if (sheet === undefined || noun === undefined) throw new Error(`${file} declares no sheet`);
  return { sheet, noun, columns: learned(sheet.columns, noun), record: example.record() };
}

async function tableOf(file: Uint8Array, columns: Sheet['columns']) {
  const sheet = await reader.open(
    (async function* () {
      yield file;
    })(),
    'somebody',
  );
  try {
    const table = tableIn(sheet, columns);
    return { entries: await Array.fromAsync(table.entries()), notes: table.notes };
  } finally {
    await sheet.close();
  }
}

describe('sheets', () => {
  it('are of some nouns', () => expect(files.length).toBeGreaterThan(4));

  it.each(files)('%s: an export comes back without a fault', async (file) => {
    const { sheet, noun, columns, record } = await nounOf(file);
    const message = fromBinary(noun, sheet.collection.message.encode(record as never).finish());
    const exported = columnsOf(noun);
    const header = exported.map((column) => column.header);
    const cells: Cell[] = exported.map(({ cellOf }) => cellOf(message));
    for (const write of [csvOf, xlsxOf]) {
      const pages = (async function* () {
        yield [cells];
      })();
      const whole = Buffer.concat(await Array.fromAsync(write(header, pages)));
      const { entries } = await tableOf(whole, columns);
      expect(entries.map(({ faults }) => faults)).toEqual([[]]);
      expect(entries[0]?.values['division']).toBe((record as { readonly division?: string }).division);
    }
  });

  it.each(['=1+1', "'=1+1", "''-5", "'甲", '-5', '＋86', '_x0041_', '_x005F_x0041_', '1,5'])(
    'a text leaves and comes back as it is: %j',
    async (text) => {
      const columns = [{ field: 'title', names: ['标题'], type: 'text', required: true }] as const;
      for (const write of [csvOf, xlsxOf]) {
        const pages = (async function* () {
          yield [[text]];
        })();
        const whole = Buffer.concat(await Array.fromAsync(write(['标题 (title)'], pages)));
        expect((await tableOf(whole, columns)).entries.map(({ values }) => values)).toEqual([{ title: text }]);
      }
    },
  );

  it.each(files)('%s: a template has its columns, words and formats, and nothing to import', async (file) => {
    const { noun, columns } = await nounOf(file);
    const template = templateOf(columns, noun);
    const { entries, notes } = await tableOf(template, columns);
    expect(entries).toEqual([]);
    expect(notes.map(({ rule }) => rule)).toEqual(['sheet.sheet_ignored']);
    const sheet = strFromU8(unzipSync(template)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    for (const { names } of columns) expect(sheet).toContain(names[0]);
    const lists = columns.filter(({ type }) => type === 'choice').length;
    expect(sheet.match(/showErrorMessage="1"/g)?.length ?? 0).toBe(lists);
    const textual = columns.filter(({ type }) => type === 'code').length;
    expect(sheet.split(`style="${style.text}"`)).toHaveLength(textual + 1);
  });
});
