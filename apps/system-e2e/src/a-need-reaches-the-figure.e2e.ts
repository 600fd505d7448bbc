import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Client, Item } from './client.js';
import { binhe, binheGarden, catalogue, county, needDraft, operatingStation, places, resourceDraft } from './county.js';
import { as } from './platform.js';

// A day on which no other story files anything, so that its figure is ours alone.
const day = '2024-06-03';
const at = (clock: string) => `${day}T${clock}:00+08:00`;
// A category of our own: the match run brings our need and our resource together and nobody else's.
const category = 'winter-heating';

const people = { filer: as('grid.binhe.1'), manager: as('manager.binhe'), community: as('community.binhe') };
const { filer, manager, community } = people;
const unit = as('county-hospital');
const elsewhere = as('township.louziying');

const figure = (by: Client, query = '') => by.done(`GET /v1/figures/needs_collected?${query}`);
const onTheDay = `fromDay=${day}&toDay=${day}`;

/** One story in order: each step stands on those before. */
describe('a need, from the door to the county’s figure', () => {
  let station: Item;
  let need: Item;
  let resource: Item;
  let run: Item;
  let suggestion: Item;
  let before: number;

  beforeAll(async () => {
    await places('140930101');
    await catalogue(category);
    station = await operatingStation(binheGarden, as('township.xikou'));
    before = Number((await figure(as('county')))['value']);
  });

  it('a grid worker files what a resident lacks at an operating station', async () => {
    const draft = needDraft({ station: station.name, category, title: '独居老人取暖检查' });
    need = await filer.done(`POST /v1/needs?effectiveTime=${encodeURIComponent(at('09:00'))}`, draft);
    expect(need).toMatchObject({ state: 'STATE_DRAFTED', division: binheGarden, station: station.name });
    expect(need['dueTime']).not.toBeNull();
  });

  it('it waits on the desk of its station, and on no other', async () => {
    const waits = async (by: Client) =>
      (await by.all('/v1/workItems', 'workItems')).find(({ record }) => record === need.name);
    await eventually(async () =>
      expect(await waits(manager)).toMatchObject({
        desk: binheGarden,
        state: 'STATE_DRAFTED',
        dueTime: need['dueTime'],
      }),
    );
    expect([await waits(community), await waits(elsewhere), await waits(as('county'))]).toEqual(
      Array(3).fill(undefined),
    );
    const { body } = await as('township.xikou').ask(`POST /v1/${need.name}:return`, {
      body: { reason: '请先核实' },
    });
    expect(body.reason).toBe('NOT_ESCALATED');
  });

  it('who filed it cannot verify it', async () => {
    const { status, body } = await filer.ask(`POST /v1/${need.name}:verify`, { body: {} });
    expect({ status, reason: body.reason }).toEqual({ status: 409, reason: 'VERIFIED_BY_FILER' });
    expect(await filer.done(`GET /v1/${need.name}`)).toEqual(need);
  });

  it('the station manager verifies and publishes it', async () => {
    const verified = await manager.done(`POST /v1/${need.name}:verify`, { effectiveTime: at('10:00') });
    expect(verified).toMatchObject({ state: 'STATE_VERIFIED', etag: '2' });
    need = await manager.done(`POST /v1/${need.name}:publish`, { effectiveTime: at('11:00') });
    expect(need).toMatchObject({ state: 'STATE_LISTED', verifiedBy: verified['verifiedBy'] });
    expect([verified['waiting'], need['waiting']]).toEqual([
      expect.objectContaining({ desk: binheGarden }),
      expect.objectContaining({ desk: '', clocks: [expect.objectContaining({ name: 'window', verb: 'close' })] }),
    ]);
  });

  it('a resident unit offers a resource, which the community verifies and publishes', async () => {
    resource = await unit.done('POST /v1/resources', resourceDraft({ categories: [category], capacity: 2 }));
    expect(resource).toMatchObject({ state: 'STATE_OFFERED', committed: 0 });
    await community.done(`POST /v1/${resource.name}:verify`, {});
    resource = await community.done(`POST /v1/${resource.name}:publish`, {});
    expect(resource.state).toBe('STATE_AVAILABLE');
  });

  it('a match run suggests it and says why', async () => {
    run = await manager.done('POST /v1/matchRuns', { division: binheGarden });
    run = await eventually(async () => {
      const now = await manager.done(`GET /v1/${run.name}`);
      expect(now.state).toBe('STATE_READY');
      return now;
    });
    const filter = encodeURIComponent(`match_run = "${run.name}" AND state = "SUGGESTED"`);
    const suggestions = await manager.all(`/v1/suggestions?filter=${filter}`, 'suggestions');
    suggestion = suggestions.find((one) => one['need'] === need.name) ?? suggestion;
    expect(suggestion).toMatchObject({ resource: resource.name, quantity: 1, needTitle: need['title'] });
    const components = suggestion['components'] as { weight: number; points: number; zh: string; en: string }[];
    expect(components.reduce((sum, { weight, points }) => sum + weight * points, 0)).toBe(suggestion['score']);
    for (const { zh, en } of components)
      expect([zh, en]).toEqual([expect.stringMatching(/[一-鿿]/), expect.stringMatching(/\w/)]);
  });

  it('a person confirms: the need is matched and the resource committed, together', async () => {
    await manager.done(`POST /v1/${suggestion.name}:confirm`, {});
    need = await manager.done(`GET /v1/${need.name}`);
    expect(need.state).toBe('STATE_MATCHED');
    expect(await manager.done(`GET /v1/${suggestion.name}`)).toMatchObject({ state: 'STATE_CONFIRMED' });
    expect(await unit.done(`GET /v1/${resource.name}`)).toMatchObject({
      state: 'STATE_COMMITTED',
      committed: 1,
      commitments: [{ need: need.name, suggestion: suggestion.name, quantity: 1 }],
    });
  });

  it('the county’s figure moves by one, and shows the record behind it', async () => {
    const counted = await eventually(async () => {
      const now = await figure(as('county'), onTheDay);
      expect(now['value']).toBe('1');
      return now;
    });
    expect(counted).toMatchObject({ division: county, fromDay: day, toDay: day });
    expect(counted['parts']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ dimension: 'channel', key: 'CHANNEL_GRID_WORKER', value: '1' }),
        expect.objectContaining({ dimension: 'division', key: '140930100', value: '1' }),
      ]),
    );
    expect(Number((await figure(as('county')))['value'])).toBeGreaterThanOrEqual(before + 1);
    const records = await as('county').all(`/v1/figures/needs_collected/records?${onTheDay}`, 'records');
    expect(records).toEqual([expect.objectContaining({ record: need.name, day, division: binheGarden })]);
  });

  it('the drill-down ends at the record and its whole history', async () => {
    for (const division of [county, '140930100', binhe, binheGarden])
      expect(await figure(as('county'), `${onTheDay}&division=${division}`)).toMatchObject({ value: '1' });
    expect(await as('county').done(`GET /v1/${need.name}`)).toMatchObject({ name: need.name, state: 'STATE_MATCHED' });
    const history = await as('county').all(`/v1/${need.name}/history`, 'changes');
    expect(history.map(({ state }) => state)).toEqual([
      'STATE_DRAFTED',
      'STATE_VERIFIED',
      'STATE_LISTED',
      'STATE_MATCHED',
    ]);
  });

  it.each<[string, () => string]>([
    ['the need', () => need.name],
    ['its history', () => `${need.name}/history`],
    ['the station', () => station.name],
    ['the resource', () => resource.name],
    ['the match run', () => run.name],
    ['the suggestion', () => suggestion.name],
    ['the figure there', () => `figures/needs_collected?division=${binhe}`],
    ['the records behind it', () => `figures/needs_collected/records?division=${binhe}`],
  ])('a township administrator elsewhere is told that there is no such thing: %s', async (_, path) => {
    const { status, body } = await elsewhere.ask(`GET /v1/${path()}`);
    expect({ status, reason: body.reason }).toEqual({ status: 404, reason: 'NOT_FOUND' });
  });

  it.each([
    ['needs', () => need.name],
    ['stations', () => station.name],
    ['resources', () => resource.name],
    ['matchRuns', () => run.name],
    ['suggestions', () => suggestion.name],
  ])('and finds none of it in the list of %s', async (collection, name) => {
    const names = async (by: Client) => (await by.all(`/v1/${collection}`, collection)).map((item) => item.name);
    expect(await names(as('township.xikou'))).toContain(name());
    expect(await names(elsewhere)).not.toContain(name());
  });

  it('nor in the figure of the own township', async () => {
    expect(await figure(elsewhere, onTheDay)).toMatchObject({ division: '140930101', value: '0', parts: [] });
  });
});
