import { fromBinary, toJson, toJsonString } from '@bufbuild/protobuf';
import { registry } from '@doorstep/access';
import { ListNeedsResponse, Need } from '@doorstep/contracts/matching/v1/need.js';
import { JsonOut } from '../../../apps/gateway/src/json/out/json-out.ts';
import { inTurn, cpuEachOf } from '../spine/measure.ts';
import { report, type Row } from '../spine/report.ts';
import { aNeed } from '../spine/records.ts';

const out = new JsonOut(registry);
const options = { alwaysEmitImplicit: true, registry };

const cases = [
  ['one need', 'doorstep.matching.v1.Need', Need.encode(aNeed(0)).finish(), 5_000],
  [
    'a list of 20',
    'doorstep.matching.v1.ListNeedsResponse',
    ListNeedsResponse.encode({
      needs: Array.from({ length: 20 }, (_, i) => aNeed(i)),
      nextPageToken: 'eyJ2IjoxfQ',
    }).finish(),
    400,
  ],
] as const;

const rows: Row[] = [];
for (const [name, typeName, bytes, times] of cases) {
  const type = registry.getMessage(typeName);
  if (type === undefined) throw new Error(`no message ${typeName}`);
  const ours = () => out.json(type, bytes);
  const peer = () => Buffer.from(toJsonString(type, fromBinary(type, bytes), options));
  const asObject = () => toJson(type, fromBinary(type, bytes), options);
  if (!ours().equals(peer())) throw new Error(`${name}: ours differs from protobuf-es`);
  const took = await inTurn(11, {
    ours: () => cpuEachOf(times, ours),
    peer: () => cpuEachOf(times, peer),
    object: () => cpuEachOf(times, asObject),
  });
  rows.push(
    { what: `${name}, bytes to JSON bytes`, unit: 'µs CPU', ...took, peerName: 'toJsonString', reach: ['≤', 0.4] },
    { what: `${name}, against an object only`, unit: 'µs CPU', ours: took.ours, peer: took.object, peerName: 'toJson' },
  );
}
await report('json', rows, [
  'The peer reads the bytes by `fromBinary` and writes them by `toJsonString`; both give the same bytes, which the bench proves first. `toJson` stops at an object, before any text.',
]);
