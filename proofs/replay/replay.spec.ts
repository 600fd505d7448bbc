import { describe, expect, it } from '@jest/globals';
import { weeks } from './calendar.ts';
import { daysOnSite } from './chapters/grids.ts';
import { issueStories } from './chapters/issues.ts';
import { channelsOf, needStories } from './chapters/needs.ts';
import { lists } from './chapters/projects/projects.stories.ts';
import { classSessions, culturalSessions } from './chapters/sessions.ts';
import { parseCommand } from './command/command-line.ts';
import { countyFrom, greatestScale, smallScale } from './county.ts';
import { table, type Compared } from './figures.ts';
import { progressBar } from './command/progress-bar.ts';
import { expected, howMany, reportedFigures } from './report.ts';

const figure = (id: string) => {
  const found = reportedFigures.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('the county that is told', () => {
  it('is the same for the same seed and scale, and another for another', () => {
    const stories = (seed: number, scale = 1) => needStories(countyFrom(seed, scale));
    expect(stories(1)).toEqual(stories(1));
    expect(stories(2)).not.toEqual(stories(1));
    expect(stories(1, 2)).not.toEqual(stories(1));
  });

  it('keeps the places that the report names, and marks the others as made up', () => {
    const { compounds, stations } = countyFrom(1);
    const real = compounds.filter(({ generated }) => !generated).map(({ name }) => name);
    expect(real).toEqual(['隗滨花园小区', '文曲院小区', '教育小区', '幸福小区', '恒苑尚水小区']);
    expect(stations.filter(({ generated }) => !generated)).toHaveLength(real.length);
    expect(stations.filter(({ model }) => model).map(({ displayName }) => displayName)).toEqual([
      '隗滨花园小区党群服务站',
    ]);
  });

  it('has, where it is small, the places that the report names and no others below the townships', () => {
    const { communities, compounds, stations } = countyFrom(1, smallScale);
    expect([...communities, ...compounds].filter(({ generated }) => generated)).toEqual([]);
    expect([compounds.length, stations.length]).toEqual([5, 4]);
    expect(stations.filter(({ model }) => model)).toHaveLength(1);
  });

  it.each([1, 3, greatestScale])('has names and codes once each at scale %i', (scale) => {
    const { county, townships, communities, compounds, stations } = countyFrom(1, scale);
    const codes = [county, ...townships, ...communities, ...compounds].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect([compounds.length, stations.length]).toEqual([100 * scale, 72 * scale]);
    expect(codes.every((code) => [6, 9, 12, 16].includes(code.length))).toBe(true);
  });
});

describe.each([
  { seed: 1, scale: 1 },
  { seed: 2, scale: 1 },
  { seed: 3, scale: 2 },
  { seed: 140_930, scale: smallScale },
])('stories of seed $seed at scale $scale', ({ seed, scale }) => {
  const county = countyFrom(seed, scale);
  const needs = needStories(county);
  const { resources, projects } = lists(county);
  const implemented = projects.filter(({ outcome }) => outcome !== 'CANCELLED' && outcome !== 'PROPOSED');

  it('are as many as the report counts', () => {
    const of = (id: string) => howMany(id, scale);
    const given = new Set(implemented.flatMap(({ gifts }) => gifts.map(({ resource }) => resource)));
    const verified = issueStories(county).filter(({ turns }) => [...turns.values()].includes('verified'));
    expect({
      needs: needs.length,
      grid: needs.filter(({ channel }) => channel === 'GRID_WORKER').length,
      given: given.size,
      implemented: implemented.length,
      livelihood: projects.filter(({ livelihood }) => livelihood).length,
      issues: verified.length,
      cultural: culturalSessions(county).length,
      times: classSessions(county).reduce((sum, { children }) => sum + children.length, 0),
    }).toEqual({
      needs: of('needs_collected'),
      grid: of('grid_demands'),
      given: of('resources_matched'),
      implemented: of('projects_implemented'),
      livelihood: of('livelihood_matters'),
      issues: of('cross_department_issues_resolved'),
      cultural: of('cultural_activities'),
      times: of('after_school_person_times'),
    });
    expect([...channelsOf(scale).values()].reduce((sum, n) => sum + n)).toBe(needs.length);
  });

  it('keep of each resource what its projects are given', () => {
    for (const { id, kept, capacity } of resources) {
      const gifts = implemented.flatMap((project) => project.gifts).filter(({ resource }) => resource === id);
      expect(gifts.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(kept);
      expect(capacity).toBeGreaterThan(kept);
    }
  });

  it('give to a project only what reaches it, each once', () => {
    const reach = new Map(resources.map(({ id, division }) => [id, division]));
    for (const { gifts, station } of implemented) {
      expect(gifts.length).toBeGreaterThan(0);
      expect(new Set(gifts.map(({ resource }) => resource)).size).toBe(gifts.length);
      for (const { resource } of gifts) expect(station.compound.code.startsWith(reach.get(resource) ?? '?')).toBe(true);
    }
  });

  it('happen on days of the year, in order', () => {
    for (const { days } of needs) {
      expect([...days].sort()).toEqual(days);
      expect(days.every((day) => day.startsWith('2025-'))).toBe(true);
    }
    for (const { day } of [...culturalSessions(county), ...classSessions(county)]) expect(day).toMatch(/^2025-/);
    for (const { at } of county.stations) expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  it('have every grid worker on site four days in an ordinary week, and never more', () => {
    const [{ compound } = { compound: county.county }] = county.stations;
    const counted = [...weeks.keys()].map((week) => daysOnSite(county, { compound, week }).length);
    expect(Math.max(...counted)).toBe(4);
    expect(counted.filter((n) => n === 4).length).toBeGreaterThan(40);
    expect(daysOnSite(county, { compound, week: '2025-W05' })).toEqual(['2025-01-27']); // Spring Festival
  });
});

describe('what the report expects', () => {
  it.each([
    { id: 'needs_collected', scale: 10, want: 8960, told: 8960 },
    { id: 'grid_demands', scale: 1, want: 800, told: 808 },
    { id: 'premises_merged_model_station', scale: 10, want: 3, told: 3 },
    { id: 'grid_days_per_week', scale: 10, want: 4, told: 4 },
    { id: 'needs_collected', scale: smallScale, want: 45, told: 45 },
    { id: 'senior_canteens', scale: smallScale, want: 1, told: 1 },
  ])('$id at scale $scale: $want', ({ id, scale, want, told }) => {
    expect(expected(figure(id), scale)).toBe(want);
    expect(howMany(id, scale)).toBe(told);
  });

  it('is shown beside what was computed, with what does not fit', () => {
    const compared = (id: string, computed: number, differences: readonly string[]): Compared => ({
      ...{ reported: figure(id), expected: expected(figure(id), 2), computed },
      ...{ numerator: 0, denominator: 0, records: computed, differences },
    });
    const shown = table([compared('grids', 144, []), compared('grid_demands', 3, ['not what the report says'])], 2);
    expect(shown.split('\n')).toEqual([
      expect.stringMatching(/reported +× 2 +computed +num\. +den\. +records$/),
      expect.stringMatching(/^✓ +grids +72 +144 +=  +144 +– +– +144$/),
      expect.stringMatching(/^✗ +grid_demands +800 +1600 +≤ +3 +– +– +3 +not what the report says$/),
    ]);
  });
});

describe('the command line', () => {
  it.each([
    { args: [], want: { seed: 140_930, scale: 1, verify: false, start: false } },
    { args: ['--seed', '7', '--scale', '10', '--verify'], want: { seed: 7, scale: 10, verify: true } },
    { args: ['--gateway', 'http://127.0.0.1:1'], want: { gateway: 'http://127.0.0.1:1' } },
  ])('understands $args', ({ args, want }) => expect(parseCommand(args)).toMatchObject(want));

  it.each([
    { args: ['--scale', '0'], want: /^--scale/ },
    { args: ['--scale', '1000'], want: /^--scale/ },
    { args: ['--seed', 'x'], want: /^--seed/ },
    { args: ['--gateway', 'here'], want: /^--gateway/ },
    { args: ['--sed', '1'], want: /--sed/ },
  ])('refuses $args by name', ({ args, want }) => expect(() => parseCommand(args)).toThrow(want));
});

describe('the progress bar', () => {
  const shown = (isTTY: boolean) => {
    let [clock, text] = [0, ''];
    const out = { isTTY, write: (more: string) => ((text += more), true) };
    const show = progressBar(out, () => clock);
    for (const [ms, done] of [
      [1000, 100],
      [11_000, 550],
      [12_000, 560],
      [20_000, 1000],
    ] as const) {
      clock = ms;
      show({ title: 'needs', done, total: 1000, requests: done });
    }
    return text;
  };

  it('is a line every ten seconds where nobody watches', () => {
    expect(shown(false).split('\n')).toEqual([
      ' 55 %  needs  50 requests/s, 9 s left',
      '100 %  needs  50 requests/s, 0 s left',
      '',
    ]);
  });

  it('is one line that moves on a terminal', () => {
    expect(shown(true).match(/\n/g)).toHaveLength(1);
    expect(shown(true)).toContain('█████████████████░░░░░░░░░░░░░  55 %');
  });
});
