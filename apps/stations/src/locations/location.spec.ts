import { describe, expect, it } from '@jest/globals';
import { Location, Location_Datum as Datum } from '@doorstep/contracts/places/v1/location.js';
import type { DomainError } from '@doorstep/domain';
import { validateMessage } from '@doorstep/runtime';
import { inWgs84, located } from './location.wgs84.js';

const at = (longitude: number, latitude: number, datum: Datum): Location =>
  Location.fromPartial({ longitude, latitude, datum });
/** Metres between two places, near enough for a few hundred. */
const apart = (a: Location, b: Location): number => {
  const east = (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(east, a.latitude - b.latitude) * 111_320;
};

describe('a place', () => {
  it('in WGS 84 stays as it is, to a decimetre', () => {
    expect(inWgs84(at(111.14912345, 39.38412344, Datum.WGS_84))).toEqual({
      ...{ longitude: 111.149123, latitude: 39.384123 },
      ...{ datum: Datum.WGS_84, givenDatum: Datum.WGS_84 },
    });
  });

  // Source: test data of gcoord (MIT licence).
  it.each([
    { where: '北京', gcj: [116.4074002, 39.9042136], wgs: [116.4011517, 39.9028057] },
    { where: '三亚', gcj: [109.5119135, 18.2528524], wgs: [109.507813, 18.2545417] },
    { where: '哈尔滨', gcj: [126.5349726, 45.8037804], wgs: [126.528903, 45.8017783] },
    { where: '喀什', gcj: [75.9897602, 39.4704064], wgs: [75.9868089, 39.470184] },
  ] as const)('in GCJ-02 is converted and marked: $where', ({ gcj, wgs }) => {
    const [given, want] = [at(gcj[0], gcj[1], Datum.GCJ_02), at(wgs[0], wgs[1], Datum.WGS_84)];
    const stored = inWgs84(given);
    expect(stored).toMatchObject({ datum: Datum.WGS_84, givenDatum: Datum.GCJ_02 });
    expect(apart(given, stored)).toBeGreaterThan(100);
    expect(apart(stored, want)).toBeLessThan(5);
  });

  it('that comes back as it was answered is not converted again', () => {
    const stored = inWgs84(at(111.155268, 39.385213, Datum.GCJ_02));
    expect(inWgs84(stored)).toMatchObject({ longitude: stored.longitude, latitude: stored.latitude });
  });

  it('that nobody said stays unsaid', () => expect(located({})).toEqual({}));

  const prove = validateMessage('doorstep.places.v1.Location');
  it.each<{ what: string; east: number; north: number; broken: string[] }>([
    { what: 'both', east: 111.149, north: 39.384, broken: [] },
    { what: 'no latitude', east: 111.149, north: 0, broken: ['latitude required'] },
    { what: 'neither', east: 0, north: 0, broken: ['longitude required', 'latitude required'] },
    { what: 'a place in Japan', east: 139.7, north: 35.7, broken: ['longitude double.gte_lte'] },
    {
      what: 'both swapped',
      east: 39.384,
      north: 111.149,
      broken: ['longitude double.gte_lte', 'latitude double.gte_lte', ' location.swapped'],
    },
  ])('says what is wrong with $what', ({ east, north, broken }) => {
    const found = (): string[] => {
      try {
        prove(Location.encode(at(east, north, Datum.WGS_84)).finish());
        return [];
      } catch (error) {
        const { violations } = error as DomainError;
        return violations.map(({ field, rule }) => `${field} ${rule}`);
      }
    };
    expect(found().toSorted()).toEqual(broken.toSorted());
  });
});
