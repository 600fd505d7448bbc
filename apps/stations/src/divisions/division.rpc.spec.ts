import { nameOf } from '@doorstep/aip';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { bootService, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { Metadata } from '@grpc/grpc-js';
import { StationsModule } from '../stations.module.js';
import { division } from './division.example.js';

type Client = ReturnType<Running<typeof DivisionServiceService>['with']>;

describe('DivisionService', () => {
  let app: Running<typeof DivisionServiceService>;
  const county = person('wang', '140930', ['county']);
  const record = (code: string, by = county) =>
    app.as(by).createDivision({ division: division({ code, displayName: `第${code}号` }), requestId: randomUUID() });

  beforeAll(async () => {
    app = await bootService(StationsModule, DivisionServiceService);
    for (const code of ['140930', '140930100', '140930100001', '140930101']) await record(code);
  });
  afterAll(() => app.close());

  it.each([
    { code: '140930100', by: county, want: 'ALREADY_EXISTS' },
    { code: '140930100002001', by: county, want: 'INVALID' },
    { code: '1409301000020001', by: county, want: 'DIVISION_WITHOUT_PARENT' },
    { code: '140931', by: county, want: 'OUTSIDE_JURISDICTION' },
    { code: '140930102', by: person('wu', '140930100', ['township']), want: 'NOT_PERMITTED' },
  ])('refuses $code: $want', async ({ code, by, want }) => {
    expect(await reasonOf(record(code, by))).toBe(want);
  });

  it.each([
    { filter: 'parent = "140930"', codes: ['140930100', '140930101'] },
    { filter: 'level = "COMMUNITY"', codes: ['140930100001'] },
    { filter: '', codes: ['140930', '140930100', '140930100001', '140930101'] },
  ])('lists by code to everybody: $filter', async ({ filter, codes }) => {
    const { divisions } = await app.as(person('li', '1409301010010001', ['resident'])).listDivisions({ filter });
    expect(divisions.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    { what: 'a division', ask: (by: Client) => by.getDivision({ name: 'divisions/140930' }), want: 'answered' },
    { what: 'the tree', ask: (by: Client) => by.listDivisions({}), want: 'answered' },
    {
      what: 'a history',
      ask: (by: Client) => by.listDivisionHistory({ name: 'divisions/140930' }),
      want: 'TOKEN_MISSING',
    },
    { what: 'a change', ask: (by: Client) => by.createDivision({ division: division() }), want: 'TOKEN_MISSING' },
  ])('answers who has no token about $what: $want', async ({ ask, want }) => {
    expect(await reasonOf(ask(app.with(new Metadata())))).toBe(want);
  });

  it('keeps its names, and says when another took it over', async () => {
    await record('140930102');
    const at = (code: string) => ({ name: nameOf('divisions', code), requestId: randomUUID(), reason: '撤乡并镇' });
    const renamed = await app.as(county).renameDivision({ ...at('140930102'), displayName: '新镇' });
    expect(renamed).toMatchObject({ displayName: '新镇', formerNames: [{ displayName: '第140930102号' }] });
    const into = { ...at('140930102'), into: nameOf('divisions', '140930101') };
    const step = await app.as(county).mergeDivision(into);
    expect(step).toMatchObject({ state: 'STATE_MERGED', mergedInto: '140930101' });
    expect(await app.as(county).mergeDivision(into)).toEqual(step);
    const { divisions } = await app.as(county).listDivisions({ filter: 'state = "MERGED"' });
    expect(divisions.map(({ code }) => code)).toEqual(['140930102']);
    const { changes } = await app.as(county).listDivisionHistory({ name: 'divisions/140930102' });
    expect(changes.map(({ type }) => type)).toEqual(['divisions.in_force', 'divisions.updated', 'divisions.merged']);
    expect(await reasonOf(record('140930102001'))).toBe('DIVISION_MERGED');
  });

  it.each([
    { code: '140930100', into: '140930101', want: 'DIVISION_HAS_DIVISIONS_BELOW' },
    { code: '140930101', into: '140930101', want: 'DIVISION_MERGED_INTO_ITSELF' },
    { code: '140930101', into: '140930100001', want: 'DIVISION_OF_OTHER_LEVEL' },
    { code: '140930101', into: '140930999', want: 'NOT_FOUND' },
    { code: '140930101', into: '140930100', by: person('wu', '140930101', ['township']), want: 'NOT_PERMITTED' },
    { code: '140930101', into: '140930100', effectiveTime: new Date('2099-01-01'), want: 'EFFECTIVE_IN_FUTURE' },
    { code: '140930101', into: '140930100', effectiveTime: new Date('2001-01-01'), want: 'EFFECTIVE_BEFORE_PREVIOUS' },
  ])('refuses to merge $code into $into: $want', async ({ code, into, by = county, effectiveTime, want }) => {
    const request = {
      ...{ name: nameOf('divisions', code), into: nameOf('divisions', into) },
      ...{ requestId: randomUUID(), effectiveTime },
    };
    expect(await reasonOf(app.as(by).mergeDivision(request))).toBe(want);
  });
});
