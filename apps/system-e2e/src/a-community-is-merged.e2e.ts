import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { county, needDraft, operatingStation, places } from './county.js';
import { as, asStranger } from './platform.js';

/** 撤并社区: two communities of one township; the first one's only compound moves with it. */
const [old, next] = ['140930106001', '140930106002'];
const [compound, successor] = [`${old}0001`, `${next}0007`];
/** Another service hears of a merger, and its clockwork looks, within this time. */
const patienceMs = 45_000;

const clerk = asStranger({ subject: 'merged-clerk', roles: ['county', 'community'], divisions: [county] });
const manager = (division: string) =>
  asStranger({ subject: `manager-${division}`, roles: ['station_manager'], divisions: [division] });

describe('a community is merged into another', () => {
  let station: string;
  let listed: string;
  let drafted: string;
  const merge = (from: string, into: string) =>
    as('county').ask(`POST /v1/divisions/${from}:merge`, {
      body: { into: `divisions/${into}`, reason: '社区优化调整' },
      headers: { 'if-match': '*' },
    });
  const collected = async (division: string) =>
    Number((await as('county').done(`GET /v1/figures/needs_collected?division=${division}`))['value']);
  const file = (division: string) => clerk.ask('POST /v1/needs', { body: needDraft({ division }) });

  beforeAll(async () => {
    await places(next);
    station = (await operatingStation(compound)).name;
    const need = await clerk.done('POST /v1/needs', needDraft({ division: compound }));
    await manager(compound).done(`POST /v1/${need.name}:verify`, {});
    listed = (await manager(compound).done(`POST /v1/${need.name}:publish`, {})).name;
    drafted = (await clerk.done('POST /v1/needs', needDraft({ division: compound }))).name;
    await eventually(async () => expect(await collected(compound)).toBe(1));
  });

  it('from below: its compounds first', async () => {
    const early = await merge(old, next);
    expect([early.status, early.body.reason]).toEqual([409, 'DIVISION_HAS_DIVISIONS_BELOW']);
    expect(early.body.facts).toMatchObject({ below: compound });
    await places(successor);
    expect((await merge(compound, successor)).status).toBe(200);
    expect((await merge(old, next)).status).toBe(200);
  });

  it(
    'and what lay in it moves over in every service, with its figures and desks',
    async () => {
      await eventually(async () => {
        for (const name of [station, listed, drafted])
          expect(await clerk.done(`GET /v1/${name}`)).toMatchObject({ division: successor });
      }, patienceMs);
      const survey = await clerk.done(`GET /v1/compounds/${compound}`);
      expect(survey).toMatchObject({ division: successor, state: 'STATE_DECIDED' });
      await eventually(async () => {
        expect(await Promise.all([old, compound, next, successor].map(collected))).toEqual([0, 0, 1, 1]);
        const items = await manager(successor).all('/v1/workItems', 'workItems');
        expect(items.map(({ record }) => record)).toContain(drafted);
      }, patienceMs);
    },
    2 * patienceMs,
  );

  it('so that who is responsible there sees it, and nobody begins anything in the old place', async () => {
    expect((await manager(successor).ask(`GET /v1/${listed}`)).status).toBe(200);
    expect((await manager(compound).ask(`GET /v1/${listed}`)).status).toBe(404);
    const late = await file(compound);
    expect([late.status, late.body.reason, late.body.facts['into']]).toEqual([409, 'DIVISION_MERGED', successor]);
    expect((await file(successor)).status).toBe(201);
    const twice = await clerk.ask('POST /v1/compounds', { body: { division: successor } });
    expect([twice.status, twice.body.reason]).toEqual([409, 'ALREADY_EXISTS']);
    const { body } = await clerk.ask(`GET /v1/divisions/${old}`);
    expect(body).toMatchObject({ state: 'STATE_MERGED', mergedInto: next });
  });

  it('and its history says so', async () => {
    const changes = await clerk.all(`/v1/${listed}/history`, 'changes');
    expect(changes.map((change) => change['type'])).toEqual([
      'needs.drafted',
      'needs.verified',
      'needs.listed',
      'needs.moved',
    ]);
  });
});
