import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Item } from './client.js';
import { operatingStation, places, proof } from './county.js';
import { as, asStranger } from './platform.js';

const community = '140930111001';
const [home, one, other] = ['0001', '0002', '0003'].map((suffix) => community + suffix) as [string, string, string];
const manager = asStranger({ subject: 'manager-who-spreads', roles: ['station_manager'], divisions: [community] });
const township = asStranger({ subject: 'township-who-looks', roles: ['township'], divisions: [community] });
const ifAny = { 'if-match': '*' };

/** 便民工具墙推广: what one station did well counts where it was adopted and confirmed, a compound once. */
describe('a wall of tools spreads', () => {
  let practice: Item;
  const figure = async (): Promise<number> =>
    Number((await as('county').done(`GET /v1/figures/practice_replications?division=${community}`))['value']);
  const replicate = (division: string) =>
    manager.ask('POST /v1/replications', { body: { practice: practice.name, division } });

  beforeAll(async () => {
    await places(one, other);
    const { name: station } = await operatingStation(home);
    practice = await manager.done('POST /v1/practices', { station, category: 'tool-wall', displayName: '便民工具墙' });
  });

  it('when the county holds it up, not before', async () => {
    expect((await replicate(one)).body.reason).toBe('PRACTICE_NOT_RECOGNISED');
    await as('county').done(`POST /v1/${practice.name}:recognise`, {}, ifAny);
    expect((await replicate(one)).status).toBe(201);
    expect((await replicate(one)).body.reason).toBe('ALREADY_EXISTS');
    expect((await replicate(other)).status).toBe(201);
  });

  it('to those where somebody else confirmed it, on evidence', async () => {
    const made = await manager.all(
      `/v1/replications?filter=${encodeURIComponent(`practice = "${practice.name}"`)}`,
      'replications',
    );
    expect(made).toHaveLength(2);
    for (const { name } of made) {
      await manager.done(`POST /v1/${name}:adopt`, { evidence: await proof(manager, name) }, ifAny);
      await township.done(`POST /v1/${name}:verify`, {}, ifAny);
    }
    await eventually(async () => expect(await figure()).toBe(2));
    await township.done(`POST /v1/${made[0]?.name ?? ''}:revoke`, { reason: '工具墙已拆除' }, ifAny);
    await eventually(async () => expect(await figure()).toBe(1));
    const behind = await as('county').all(`/v1/figures/practice_replications/records?division=${community}`, 'records');
    expect(behind.map(({ record }) => record)).toEqual([made[1]?.name]);
  });
});
