// Our runtime around handlers that do nothing.
import { Division, DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { boot, Log, serviceConfig, Serves } from '@doorstep/runtime';
import { Module } from '@nestjs/common';

class EmptyDivisions {
  createDivision(): Division {
    return Division.fromPartial({});
  }

  getDivision(): Division {
    return Division.fromPartial({});
  }

  listDivisions() {
    return { divisions: [], nextPageToken: '' };
  }
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- Nest wants a class for a module
class EmptyModule {}
Serves(DivisionServiceService)(EmptyDivisions);
Module({ controllers: [EmptyDivisions] })(EmptyModule);

const { port } = await boot(EmptyModule, serviceConfig('stations', process.env), new Log('stations', 'warn'));
process.send?.({ ready: true, port });
