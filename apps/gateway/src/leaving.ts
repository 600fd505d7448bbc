import { Health } from '@doorstep/runtime';
import { Injectable } from '@nestjs/common';

/** Whether the gateway is about to end: probes are told, and each answer is then the last on its connection. */
@Injectable()
export class Leaving {
  begun = false;

  constructor(private readonly health: Health) {}

  begin(): void {
    this.begun = true;
    this.health.leave();
  }
}
