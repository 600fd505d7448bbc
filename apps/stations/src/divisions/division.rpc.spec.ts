import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { bootService, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { StationsModule } from '../stations.module.js';
import { division } from './division.example.js';

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
});
