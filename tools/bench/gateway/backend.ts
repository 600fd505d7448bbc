// The service behind every gateway of this bench: answers from memory, so that only the gateways differ.
import { ListNeedsResponse, Need, NeedServiceService } from '@doorstep/contracts/matching/v1/need.js';
import { LaneServer } from '@doorstep/runtime';
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

const server = new Server();
server.addService(
  { getNeed: bytes('getNeed'), listNeeds: bytes('listNeeds') },
  {
    getNeed: (_: unknown, answer: sendUnaryData<Buffer>) => answer(null, one),
    listNeeds: (_: unknown, answer: sendUnaryData<Buffer>) => answer(null, many),
  },
);
const answers = new Map<string, Buffer>([
  [NeedServiceService.getNeed.path, one],
  [NeedServiceService.listNeeds.path, many],
]);
const nothing = { code: status.UNIMPLEMENTED, details: '', status: new Uint8Array(0) };
const serving = {
  answer: (path: string) => Promise.resolve(answers.get(path) ?? Buffer.alloc(0)),
  failure: () => nothing,
};
new LaneServer(serving, 1_800_000).addTo(server);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send?.({ ready: true, port });
});
