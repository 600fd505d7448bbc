import { Location, Location_Datum } from '@doorstep/contracts/places/v1/location.js';

/** A place as a map of China shows it. */
export const place = Location.fromPartial({
  longitude: 111.155268,
  latitude: 39.385213,
  datum: Location_Datum.GCJ_02,
});
