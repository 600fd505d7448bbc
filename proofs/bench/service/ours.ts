// Our runtime around handlers that do nothing.
import { DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { boot, Log, serviceConfig, Serves } from '@doorstep/runtime';
import { Module } from '@nestjs/common';

class EmptyDivisions {}
for (const [name, { responseDeserialize }] of Object.entries(DivisionServiceService)) {
  const empty = responseDeserialize(Buffer.alloc(0));
  Object.assign(EmptyDivisions.prototype, { [name]: () => empty });
}
class EmptyModule {}
Serves(DivisionServiceService)(EmptyDivisions);
Module({ controllers: [EmptyDivisions] })(EmptyModule);

const { port } = await boot(EmptyModule, serviceConfig(process.env), new Log('bench', 'warn'));
process.send?.({ ready: true, port });
