import { Location_Datum as Datum, type Location } from '@doorstep/contracts/places/v1/location.js';
import { given } from '@doorstep/domain';
import gcoord from 'gcoord';

/** Six decimals of a degree are a decimetre: more than a door needs, and as much as the conversion is good for. */
const decimals = 6;
// Its declarations speak of a default that its CommonJS module has not.
const { transform, GCJ02, WGS84 } = gcoord as unknown as typeof gcoord.default;
const rounded = (degrees: number): number => Number(degrees.toFixed(decimals));

/**
 * A place as it is stored: in WGS 84, with a mark of the datum in which it was given. GCJ-02 has no published definition;
 * the conversion is the one that everybody uses, exact within a metre.
 */
export function inWgs84({ longitude, latitude, datum }: Location): Location {
  const [east, north] =
    datum === Datum.GCJ_02 ? transform<[number, number]>([longitude, latitude], GCJ02, WGS84) : [longitude, latitude];
  return { longitude: rounded(east), latitude: rounded(north), datum: Datum.WGS_84, givenDatum: datum };
}

/** A draft with its place as it is stored, where it says one. */
export const located = <T extends { readonly location?: Location | undefined }>(draft: T): T =>
  draft.location === undefined ? draft : { ...draft, location: inWgs84(draft.location) };

/** The place that a request says, as it is stored. Throws REQUIRED. */
export const locationIn = (request: { readonly location?: Location | undefined }): Location =>
  inWgs84(given(request, 'location'));
