// A gRPC service as Nest's manual shows it: no token, no rules.
import { image } from '@doorstep/contracts/image.js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, Transport } from '@nestjs/microservices';
import { freePorts } from '../../../tools/servers/ports.ts';

class Divisions {
  getDivision(): object {
    return {};
  }
}
class StockModule {}
const own = Object.getOwnPropertyDescriptor(Divisions.prototype, 'getDivision') ?? {};
GrpcMethod('DivisionService', 'GetDivision')(Divisions.prototype, 'getDivision', own);
Controller()(Divisions);
Module({ controllers: [Divisions] })(StockModule);

const [port = 0] = await freePorts(1);
const app = await NestFactory.createMicroservice(StockModule, {
  logger: false,
  transport: Transport.GRPC,
  options: {
    package: 'doorstep.stations.v1',
    packageDefinition: loadFileDescriptorSetFromBuffer(Buffer.from(image)),
    url: `127.0.0.1:${String(port)}`,
  },
});
await app.listen();
process.send?.({ ready: true, port });
