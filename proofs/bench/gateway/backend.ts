// The service behind every gateway of this bench: answers from memory, so that only the gateways differ.
import { ListNeedsResponse, Need, NeedServiceService } from '@doorstep/contracts/matching/v1/need.js';
import { setTimeout as pause } from 'node:timers/promises';
import { LaneServer } from '@doorstep/hop';
import { Server, ServerCredentials, status, type sendUnaryData } from '@grpc/grpc-js';
import { aNeed } from '../spine/records.ts';

const one = Buffer.from(Need.encode(aNeed(0)).finish());
const list = ListNeedsResponse.fromPartial({
  needs: Array.from({ length: 20 }, (_, i) => aNeed(i)),
  nextPageToken: 'eyJ2IjoxfQ',
});
const many = Buffer.from(ListNeedsResponse.encode(list).finish());
const bytes = (method: keyof typeof NeedServiceService) => ({
  ...NeedServiceService[method],
  requestSerialize: (given: Buffer) => given,
  requestDeserialize: (given: Buffer) => given,
  responseSerialize: (given: Buffer) => given,
  responseDeserialize: (given: Buffer) => given,
});

const answers = new Map<string, Buffer>([
  [NeedServiceService.getNeed.path, one],
  [NeedServiceService.listNeeds.path, many],
]);
/** BENCH_TAKES_MS makes it a service of bounded capacity: eight calls at a time, each of so many milliseconds. */
const takesMs = Number(process.env['BENCH_TAKES_MS'] ?? 0);
const atOnce = 8;
const line = Array.from({ length: atOnce }, () => Promise.resolve());
let turn = 0;
async function served(path: string): Promise<Buffer> {
  if (takesMs > 0) {
    const place = turn++ % atOnce;
    await (line[place] = (line[place] ?? Promise.resolve()).then(() => pause(takesMs)));
  }
  return answers.get(path) ?? Buffer.alloc(0);
}

/** Over the lane's credit calls come unary: to the same eight places. */
function unary(path: string) {
  return (_: unknown, answer: sendUnaryData<Buffer>) => {
    served(path).then((found) => answer(null, found), answer);
  };
}

const server = new Server();
server.addService(
  { getNeed: bytes('getNeed'), listNeeds: bytes('listNeeds') },
  {
    getNeed: unary(NeedServiceService.getNeed.path),
    listNeeds: unary(NeedServiceService.listNeeds.path),
  },
);
const nothing = { code: status.UNIMPLEMENTED, details: '', status: new Uint8Array(0) };
const serving = {
  answer: served,
  failure: () => nothing,
};
new LaneServer(serving, 1_800_000).addTo(server);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send?.({ ready: true, port });
});
