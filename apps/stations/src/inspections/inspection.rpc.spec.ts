import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StationName, TemplateName } from '@doorstep/contracts/names.js';
import { GapTask_State } from '@doorstep/contracts/stations/v1/gap_task.js';
import { Template_State } from '@doorstep/contracts/stations/v1/template.js';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { change, chen, Stories, sun, wang, wu } from '../stories.example.js';
import { items } from '../templates/template.js';
import { template } from '../templates/template.example.js';
import { inspection } from './inspection.example.js';

const code = '1409301000010001';

/** Templates, inspections and gap tasks together: each is there for the others. */
describe('InspectionService', () => {
  let stories: Stories;
  let station: StationName;
  let first: TemplateName;
  const begin = (over = {}, by = wu) =>
    stories.as(by).createInspection({ inspection: inspection({ station, ...over }), requestId: randomUUID() });
  const all = items.map((item) => ({ item, passed: true }));

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.place(code);
    station = await stories.building(code);
    expect(await reasonOf(begin())).toBe('NO_TEMPLATE_IN_FORCE');
    first = await stories.template();
  });
  afterAll(() => stories.close());

  it('follows the template in force and leaves its result with the station', async () => {
    const name = await stories.inspect(station, 6, ['senior-canteen', 'rest-stop']);
    const got = await stories.as(wu).getInspection({ name });
    expect(got).toMatchObject({
      template: first,
      passed: 6,
      compliancePercent: 86,
      compliant: false,
      inspectedBy: 'wang',
    });
    expect(await stories.as(wu).getStation({ name: station })).toMatchObject({
      inspection: name,
      passed: 6,
      compliant: false,
      features: ['senior-canteen', 'rest-stop'],
    });
    expect(await reasonOf(stories.as(wu).concludeInspection({ ...change(name), findings: all }))).toBe('WRONG_STATE');
  });

  it.each([
    { what: 'no finding', findings: [], want: 'INVALID' },
    { what: 'six', findings: all.slice(1), want: 'FINDINGS_INCOMPLETE' },
    { what: 'one twice', findings: [...all, ...all.slice(0, 1)], want: 'FINDING_TWICE' },
  ])('refuses to be concluded with $what: $want', async ({ findings, want }) => {
    const { name } = await begin();
    expect(await reasonOf(stories.as(wu).concludeInspection({ ...change(name), findings }))).toBe(want);
  });

  it('refuses features that are no categories, and the same twice', async () => {
    const { name } = await begin();
    for (const features of [['Senior Canteen'], ['rest-stop', 'rest-stop']]) {
      const request = { ...change(name), findings: all, features };
      expect(await reasonOf(stories.as(wu).concludeInspection(request))).toBe('INVALID');
    }
  });

  it.each([
    { what: 'a station that there is not', over: { station: 'stations/none' }, by: wu, want: 'NOT_FOUND' },
    { what: 'a station elsewhere', over: {}, by: sun, want: 'NOT_FOUND' },
    { what: 'a station, by the community', over: {}, by: chen, want: 'NOT_PERMITTED' },
  ])('is not begun of $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(begin(over, by))).toBe(want);
  });

  it('a new version opens gap tasks, rewrites nothing, and an inspection settles them', async () => {
    const built = await stories.operating('1409301000010002');
    const before = (await stories.as(wu).getStation({ name: built })).acceptance;
    const second = await stories.template({ displayName: '2+5+N 标准（第二版）' });
    expect((await stories.as(wu).getTemplate({ name: first })).state).toBe(Template_State.SUPERSEDED);
    const tasks = () => stories.as(wu).listGapTasks({ filter: `template = "${second}"` });
    const [task] = await eventually(async () => {
      const { gapTasks } = await tasks();
      expect(gapTasks.map((one) => one.station)).toEqual([built]);
      return gapTasks;
    });
    expect(task?.dueTime).toBeDefined();
    await stories.inspect(built, 6);
    const passed = await stories.inspect(built, 7);
    await eventually(async () => {
      const { gapTasks } = await tasks();
      expect(gapTasks).toMatchObject([{ state: GapTask_State.DONE, inspection: passed }]);
    });
    expect(before).toMatchObject({ template: first, passed: 7 });
    expect((await stories.as(wu).getStation({ name: built })).acceptance).toEqual(before);
    const waive = { ...change(task?.name ?? ''), reason: '已整改' };
    expect(await reasonOf(stories.as(wang).waiveGapTask(waive))).toBe('WRONG_STATE');
    expect(await reasonOf(stories.as(wu).waiveGapTask(waive))).toBe('NOT_PERMITTED');
  });

  it.each([
    { what: 'six criteria', over: { criteria: template().criteria.slice(1) }, want: 'INVALID' },
    { what: 'a mark of none', over: { passMark: 0 }, want: 'INVALID' },
    { what: 'a mark of eight', over: { passMark: 8 }, want: 'INVALID' },
    {
      what: 'one item twice',
      over: { criteria: [...template().criteria.slice(1), ...template().criteria.slice(1, 2)] },
      want: 'CRITERIA_INCOMPLETE',
    },
  ])('refuses a template with $what: $want', async ({ over, want }) => {
    const draft = { template: template(over), requestId: randomUUID() };
    expect(await reasonOf(stories.as(wang).createTemplate(draft))).toBe(want);
    expect(await reasonOf(stories.as(wu).createTemplate(draft))).toBe('NOT_PERMITTED');
  });
});
