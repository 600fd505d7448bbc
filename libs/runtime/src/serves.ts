import { Controller } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';

/** An RPC of a generated service definition. */
export interface Rpc {
  /** `/doorstep.matching.v1.NeedService/VerifyNeed`. */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  requestSerialize(message: never): Buffer;
  requestDeserialize(bytes: Buffer): object;
  responseSerialize(message: never): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

/** A service as ts-proto defines it, `NeedServiceService`: its RPCs by their names in TypeScript. */
export type ServiceDefinition = Readonly<Record<string, Rpc>>;

/** `doorstep.matching.v1.NeedService`. */
export const serviceName = (definition: ServiceDefinition): string =>
  Object.values(definition)[0]?.path.split('/')[1] ?? '';

/** Binds a class to a generated service: each RPC is answered by the method of its name. */
export function Serves(definition: ServiceDefinition): ClassDecorator {
  return (target) => {
    Controller()(target);
    const prototype = target.prototype as object;
    for (const [name, { path }] of Object.entries(definition)) {
      const method = Object.getOwnPropertyDescriptor(prototype, name);
      // One that is absent stops the boot, where the message can name all that are.
      if (method !== undefined) MessagePattern(path, Transport.GRPC, { definition })(prototype, name, method);
    }
  };
}
