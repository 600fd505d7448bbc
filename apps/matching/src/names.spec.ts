import { nameIn } from '@doorstep/aip';
import { expect, it } from '@jest/globals';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { NeedName, StationName } from '@doorstep/contracts/names.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import type { Caller } from '@doorstep/domain';
import { reasonOf } from '@doorstep/testing';
import type { Repository, NounDefinition } from '@doorstep/store';
import { enlistNeed } from './needs/need.js';
import { needs } from './needs/need.store.js';
import type { Stations } from './peers.js';

interface Hands {
  readonly needs: Repository<Need>;
  readonly need: Need;
  readonly station: Station;
  readonly stations: Stations;
  readonly caller: Caller;
  readonly text: string;
}

/** Never called: it need only compile, and each expectation of an error must meet one, or the check of types fails. */
function compiles({ needs: records, need, station, stations, caller, text }: Hands): unknown {
  const request = { requestId: '', reason: '', etag: '' };
  return [
    records.get(need.name, caller),
    records.get(need.mergedInto, caller),
    records.get('needs/n1', caller),
    records.get(nameIn('needs', text), caller),
    records.get(records.nameIn(text), caller),
    records.update({ ...request, name: need.name }, caller, (record) => enlistNeed(record, need.project)),
    records.scan({ station: need.station }),
    stations.getStation({ name: need.station }, caller),

    // @ts-expect-error -- a station is no need
    records.get(station.name, caller),
    // @ts-expect-error -- nor is one in another's reference
    records.get(need.station, caller),
    // @ts-expect-error -- a name that is written out is of its collection
    records.get('stations/s1', caller),
    // @ts-expect-error -- a text must be parsed first
    records.get(text, caller),
    // @ts-expect-error -- the request of a step is of its noun
    records.update({ ...request, name: station.name }, caller, (record) => record),
    // @ts-expect-error -- so is a record that a transaction names
    records.at(station.name),
    // @ts-expect-error -- a filter compares names of one noun
    records.scan({ station: need.project }),
    // @ts-expect-error -- a peer takes the names of its own noun
    stations.getStation({ name: need.name }, caller),
    // @ts-expect-error -- a rule writes no name of another noun
    enlistNeed(need, need.name),
    // @ts-expect-error -- a record refers to what its contract says
    { ...need, mergedInto: need.station } satisfies Need,
    // @ts-expect-error -- a collection is called as the names of its records begin
    { ...needs, name: 'stations' } satisfies NounDefinition<Need>,
  ];
}

it('names of one noun are none of another, by their types', () => {
  expect(compiles).toBeInstanceOf(Function);
  const need: NeedName = 'needs/n1';
  const station: StationName = '';
  expect([need, station]).toEqual(['needs/n1', '']);
});

it.each(['stations/s1', 'needs', 'needs/', 'needs/a/b', ''])('%s is parsed into no name of a need', async (text) => {
  expect(await reasonOf(Promise.try(() => nameIn('needs', text)))).toBe('NAME_MALFORMED');
  expect(nameIn('needs', 'needs/n1')).toBe('needs/n1');
});
