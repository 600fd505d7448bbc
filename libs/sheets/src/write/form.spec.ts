import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { formOf } from './form.js';
import { xlsxOf } from './xlsx.js';

const form = formOf('填报模板', [
  { header: '小区代码*', example: '1409301000010001', text: true, prompt: '必填', words: [], only: false },
  { header: '来源', example: '网格员', text: false, prompt: '选填', words: ['网格员'], only: true },
]);
const exported = async () =>
  Buffer.concat(
    await Array.fromAsync(
      xlsxOf(
        ['名称 (displayName)'],
        (async function* () {
          yield [['甲']];
        })(),
      ),
    ),
  );
const partsOf = (file: Uint8Array) =>
  Object.entries(unzipSync(file)).map(([name, bytes]) => ({ name, xml: strFromU8(bytes) }));
const stylesIn = (file: Uint8Array) => partsOf(file).find(({ name }) => name === 'xl/styles.xml')?.xml ?? '';

describe('a workbook that we write', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    ['a form', async () => form],
    ['an export', exported],
  ])('%s has the fills that strict readers ask for, as many as it says, each with a pattern', async (_, write) => {
    const styles = stylesIn(await write());
    const [, count, fills = ''] = /<fills count="(\d+)">(.*)<\/fills>/.exec(styles) ?? [];
    const found = fills.split('</fill>').slice(0, -1);
    expect(found).toHaveLength(Number(count));
    expect(found.map((fill) => /^<fill><patternFill patternType="(\w+)"\/>$/.exec(fill)?.[1])).toEqual([
      'none',
      'gray125',
    ]);
  });

  it('gives every style of a cell that a form names', () => {
    const [, count] = /<cellXfs count="(\d+)">/.exec(stylesIn(form)) ?? [];
    const sheet = partsOf(form).find(({ name }) => name.endsWith('sheet1.xml'))?.xml ?? '';
    const named = [...sheet.matchAll(/ style="(\d+)"/g)].map(([, at]) => Number(at));
    expect(Math.max(...named)).toBeLessThan(Number(count));
    expect(/<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(stylesIn(form))?.[1]?.split('/>')[named[0] ?? 0]).toContain(
      'numFmtId="49"',
    );
  });

  it('declares what each of its parts is written in', async () => {
    for (const file of [form, await exported()])
      for (const { xml } of partsOf(file)) expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"/);
  });
});
