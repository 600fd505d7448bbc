// The least that gRPC costs: grpc-js with the same generated codec.
import { Division, DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { Server, ServerCredentials, type sendUnaryData } from '@grpc/grpc-js';

const server = new Server();
const { getDivision } = DivisionServiceService;
server.addService(
  { getDivision },
  { getDivision: (_: unknown, answer: sendUnaryData<Division>) => answer(null, Division.fromPartial({})) },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send?.({ ready: true, port });
});
