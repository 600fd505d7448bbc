import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { inspect, open, survey } from '../../../proofs/replay/opening.js';
import type { Item, Json } from './client.js';
import { places, sending, standardInForce } from './county.js';
import { as, asStranger } from './platform.js';

const community = '140930104001';
const [home, beside] = [`${community}0001`, `${community}0002`];
const county = as('county');
const resident = asStranger({ subject: 'resident-of-beside', roles: ['resident'], divisions: [beside] });

const figure = async (id: string): Promise<number> =>
  Number((await county.done(`GET /v1/figures/${id}?division=${community}`))['value']);
const recordsBehind = async (id: string): Promise<unknown[]> =>
  (await county.all(`/v1/figures/${id}/records?division=${community}`, 'records')).map(({ record }: Json) => record);

/** From two compounds that nobody surveyed to one station that serves both, and back. */
describe('a station opens', () => {
  let station = '';
  let coverage: Item;

  beforeAll(async () => {
    await places(home, beside);
    await standardInForce();
  });

  it('two compounds are surveyed, and something is decided for them', async () => {
    await survey(sending(county), { division: home, kind: 'OLD', decision: 'CONVERT', generated: true });
    await survey(sending(county), { division: beside, kind: 'OLD', decision: 'SHARE', generated: true });
    await eventually(async () => expect(await figure('compounds_surveyed')).toBe(2));
    expect(await figure('coverage_rate')).toBe(0);
  });

  it('a station is made of three rooms, passes its inspection and opens', async () => {
    const rooms = ['IDLE_PUBLIC_ROOM', 'PROPERTY_OFFICE', 'RESIDENT_UNIT'].map((source) => ({
      displayName: '闲置用房',
      source: `SOURCE_${source}`,
      areaM2: 60,
      agreementExpiry: '2035-12-31',
    }));
    const opening = { division: home, kind: 'OLD', displayName: '示范党群服务站', generated: true } as const;
    station = await open(sending(county), { ...opening, model: true, rooms });
    await eventually(async () => {
      expect(await figure('stations_built')).toBe(1);
      expect(await figure('premises_merged_model_station')).toBe(3);
    });
    expect(await recordsBehind('stations_built')).toEqual([station]);
  });

  it('serves both compounds; until then those without one are listed by name', async () => {
    const uncovered = async () => {
      const filter = encodeURIComponent('covered = "false"');
      const all = await county.all(`/v1/compounds?filter=${filter}`, 'compounds');
      return all.map(({ name }) => name).filter((name) => name.startsWith(`compounds/${community}`));
    };
    expect(await uncovered()).toEqual([`compounds/${home}`, `compounds/${beside}`]);
    await county.done('POST /v1/coverages', { station, division: home });
    await eventually(async () => expect(await uncovered()).toEqual([`compounds/${beside}`]));
    coverage = await county.done('POST /v1/coverages?effectiveTime=2025-03-04T02:00:00Z', {
      station,
      division: beside,
    });
    await eventually(async () => expect(await uncovered()).toEqual([]));
    await eventually(async () => {
      const rate = await county.done(`GET /v1/figures/coverage_rate?division=${community}`);
      expect(rate).toMatchObject({ value: '100', numerator: '2', denominator: '2' });
    });
    expect(await resident.done(`GET /v1/compounds/${beside}`)).toMatchObject({ covered: true });
  });

  it('a correction changes the figures that it touches, and no other', async () => {
    await county.done(`POST /v1/${coverage.name}:end`, { reason: '另行覆盖' });
    await eventually(async () => expect(await figure('coverage_rate')).toBe(50));
    expect(await figure('stations_built')).toBe(1);
    const [first] = await county.all(`/v1/premises?filter=${encodeURIComponent(`station = "${station}"`)}`, 'premises');
    await county.done(`POST /v1/${first?.name ?? ''}:release`, { reason: '协议终止' });
    await eventually(async () => expect(await figure('premises_merged_model_station')).toBe(2));
    await county.done(`POST /v1/compounds/${beside}:reconsider`, { reason: '规划变更' });
    await eventually(async () => expect(await figure('compounds_surveyed')).toBe(1));
    expect([await figure('stations_built'), await figure('coverage_rate')]).toEqual([1, 50]);
  });

  it('a later inspection rewrites nothing that it was accepted upon', async () => {
    const before = await county.done(`GET /v1/${station}`);
    await inspect(sending(county), station, ['senior-canteen']);
    const after = await county.done(`GET /v1/${station}`);
    expect(after['features']).toEqual(['senior-canteen']);
    expect(after['acceptance']).toEqual(before['acceptance']);
    expect(after['inspection']).not.toBe(before['inspection']);
  });

  it('closes, and neither serves nor counts any more', async () => {
    await county.done(`POST /v1/${station}:close`, { reason: '合并' });
    await eventually(async () => {
      expect(await figure('stations_built')).toBe(0);
      expect(await figure('coverage_rate')).toBe(0);
    });
    const { status, body } = await county.ask('POST /v1/coverages', { body: { station, division: home } });
    expect([status, body.reason]).toEqual([409, 'STATION_CLOSED']);
    expect(body.texts.zh).toMatch(/[一-鿿]/);
  });
});
