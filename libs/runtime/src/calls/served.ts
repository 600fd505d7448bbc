import type { Caller } from '@doorstep/domain';
import type { Incoming } from '@doorstep/hop';
import type { MessageHandler } from '@nestjs/microservices';
import type { Method } from '../contract/contract.js';

/** A method of the contract and what Nest bound to it. */
export interface Served {
  readonly method: Method;
  readonly handler: MessageHandler | undefined;
}

/** Who calls, once token and access rule admit them. Throws the refusal. */
export type Admit = (method: Method, call: Incoming) => Promise<Caller>;
