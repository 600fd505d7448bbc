// A gateway as Nest's manual shows it: controller, ClientGrpc, Express. Neither identity nor quota.
import type { AddressInfo } from 'node:net';
import { image } from '@doorstep/contracts/image.js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { Controller, Get, Module, Param, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, Transport, type ClientGrpc } from '@nestjs/microservices';
import type { Observable } from 'rxjs';

const loader = { longs: String, enums: String, defaults: true, arrays: true };
const client = ClientProxyFactory.create({
  transport: Transport.GRPC,
  options: {
    package: 'doorstep.matching.v1',
    packageDefinition: loadFileDescriptorSetFromBuffer(Buffer.from(image), loader),
    url: process.env['BENCH_BACKEND'] ?? '',
  },
}) as unknown as ClientGrpc;

interface Needs {
  getNeed(request: { name: string }): Observable<object>;
  listNeeds(request: { pageSize: number }): Observable<object>;
}
const needs = client.getService<Needs>('NeedService');

class NeedsController {
  get(id: string): Observable<object> {
    return needs.getNeed({ name: `needs/${id}` });
  }

  list(pageSize: string): Observable<object> {
    return needs.listNeeds({ pageSize: Number(pageSize) });
  }
}
class StockModule {}

// Decorators by hand: Node strips types, and this syntax is more than that.
const method = (name: 'get' | 'list') => [NeedsController.prototype, name, own(name)] as const;
const own = (name: string): PropertyDescriptor =>
  Object.getOwnPropertyDescriptor(NeedsController.prototype, name) ?? {};
Get('needs/:id')(...method('get'));
Param('id')(NeedsController.prototype, 'get', 0);
Get('needs')(...method('list'));
Query('pageSize')(NeedsController.prototype, 'list', 0);
Controller('v1')(NeedsController);
Module({ controllers: [NeedsController] })(StockModule);

const app = await NestFactory.create(StockModule, { logger: false });
await app.listen(0, '127.0.0.1');
process.send?.({ ready: true, port: (app.getHttpServer() as { address(): AddressInfo }).address().port });
