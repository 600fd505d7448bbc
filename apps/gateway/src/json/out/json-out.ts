import { fromBinary, toJsonString, type DescMessage, type FileRegistry } from '@bufbuild/protobuf';
import { planOf, type Plan } from './plan.js';
import { NotOurs } from './wire.js';
import { jsonOf } from './write.js';

/** Turns the bytes of messages into ProtoJSON, implicit fields always written: our own way where it fits, else protobuf-es. */
export class JsonOut {
  private readonly plans = new Map<string, Plan | undefined>();

  constructor(private readonly registry: FileRegistry) {}

  /** @returns JSON as UTF-8. Throws where the bytes are no such message. */
  json(message: DescMessage, bytes: Uint8Array): Buffer {
    const plan = this.planOf(message);
    try {
      return plan ? jsonOf(plan, bytes) : this.general(message, bytes);
    } catch (error) {
      if (error instanceof NotOurs) return this.general(message, bytes);
      throw error;
    }
  }

  private planOf(message: DescMessage): Plan | undefined {
    if (!this.plans.has(message.typeName)) this.plans.set(message.typeName, planOf(message));
    return this.plans.get(message.typeName);
  }

  private general(message: DescMessage, bytes: Uint8Array): Buffer {
    const options = { alwaysEmitImplicit: true, registry: this.registry };
    return Buffer.from(toJsonString(message, fromBinary(message, bytes), options));
  }
}
