import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { ImportName } from '@doorstep/contracts/names.js';
import { Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { Import_State as State, type Import } from '@doorstep/contracts/stations/v1/import.js';
import { eventually } from '@doorstep/testing/boot';
import { change, Stories, wu } from '../stories.example.js';
import { importOf } from './import.example.js';

const compound = '1409301000010001';

/** What comes of files as such: of templates that come back, and of those that come twice. */
describe('a file to import', () => {
  let stories: Stories;
  const until = (name: ImportName, state: State) =>
    eventually(async () => {
      const found = await stories.as(wu).getImport({ name });
      expect(found.state).toBe(state);
      return found;
    });
  const faultsOf = async ({ name }: Import) => (await stories.as(wu).listImportFaults({ name })).faults;
  beforeAll(async () => {
    stories = await Stories.begin([]);
    await stories.place(compound);
  });
  afterAll(() => stories.close());

  const templateOf = async (noun: string) => {
    const [file] = await Array.fromAsync(stories.as(wu).downloadImportTemplate({ noun }));
    if (file === undefined) throw new Error('no template came');
    return file;
  };
  const checkedFile = async (content: Buffer, noun: string) => {
    const said = { about: 'divisions/140930100', kind: Evidence_Kind.SHEET, requestId: randomUUID() };
    const { name: sheet } = await stories.as(wu).uploadEvidence([{ ...said, content }, { last: true }]);
    const { name } = await stories.as(wu).createImport({ import: importOf({ sheet, noun }) });
    return until(name, State.CHECKED);
  };
  const rulesOf = async (found: Import) => (await faultsOf(found)).map(({ line, rule }) => `${line} ${rule}`);

  it.each([
    ['grids', '网格导入模板.xlsx'],
    ['compounds', '小区导入模板.xlsx'],
    ['premises', '场所导入模板.xlsx'],
  ])('has a template of %s, of the service that owns them, of which nothing is imported', async (noun, fileName) => {
    const file = await templateOf(noun);
    expect(file).toMatchObject({ fileName, sizeBytes: file.content.length });
    const found = await checkedFile(file.content, noun);
    expect(found.rowsTotal).toBe(0);
    expect(found.notes.map(({ column }) => column)).toEqual(['可选值']); // the sheet of its words
    expect(await rulesOf(found)).toEqual(['0 SHEET_EMPTY']);
  });

  it('tells where somebody wrote over the example of a template, above its header', async () => {
    const parts = unzipSync((await templateOf('grids')).content);
    const at = 'xl/worksheets/sheet1.xml';
    const written = strFromU8(parts[at] ?? new Uint8Array()).replace('>示例<', '>滨河一网格<');
    const file = Buffer.from(zipSync({ ...parts, [at]: strToU8(written) }));
    expect(await rulesOf(await checkedFile(file, 'grids'))).toEqual(['2 ROW_ABOVE_HEADER']);
  });

  it('tells that a file was imported before as the same noun, once it was', async () => {
    const content = Buffer.from(`区划代码,网格名称\n${compound},重复网格\n`);
    const rules = ({ notes }: Import) => notes.map(({ rule }) => rule);
    const [first, second] = [await checkedFile(content, 'grids'), await checkedFile(content, 'grids')];
    expect([rules(first), rules(second)]).toEqual([[], []]); // none is applied
    await stories.as(wu).applyImport(change(first.name));
    await until(first.name, State.APPLIED);
    const third = await checkedFile(content, 'grids');
    expect(rules(third)).toEqual(['IMPORTED_BEFORE']);
    expect(third.notes[0]?.zh).toContain(first.name);
    expect(rules(await checkedFile(content, 'premises'))).not.toContain('IMPORTED_BEFORE');
    expect(rules(await checkedFile(Buffer.concat([content, Buffer.from('\n')]), 'grids'))).toEqual([]);
  });
});
