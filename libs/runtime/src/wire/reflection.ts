import { createRequire } from 'node:module';
import { image } from '@doorstep/contracts/image.js';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type * as Reflection from '@grpc/reflection';
import type { handleBidiStreamingCall, MethodDefinition, Server, UntypedServiceImplementation } from '@grpc/grpc-js';

type Method = MethodDefinition<object, object>;
type Definitions = Readonly<Record<string, Method>>;
interface Made {
  readonly method: Method;
  readonly handle: handleBidiStreamingCall<object, object>;
}

const load = createRequire(import.meta.url);
const rpc = 'ServerReflectionInfo';
const versions = ['v1', 'v1alpha'].map((version) => `/grpc.reflection.${version}.ServerReflection/${rpc}`);

/**
 * Lets stock clients ask which services there are, and of what shape. What answers them weighs megabytes: it is made
 * when one asks for the first time.
 */
export function addReflection(server: Server, services: string[]): void {
  let made: ReadonlyMap<string, Made> | undefined;
  const at = (path: string): Made => {
    const one = (made ??= reflection(services)).get(path);
    if (one === undefined) throw new Error(`reflection has no ${path}`);
    return one;
  };
  for (const path of versions) {
    const method: Method = {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: (value) => at(path).method.requestSerialize(value),
      requestDeserialize: (bytes) => at(path).method.requestDeserialize(bytes),
      responseSerialize: (value) => at(path).method.responseSerialize(value),
      responseDeserialize: (bytes) => at(path).method.responseDeserialize(bytes),
    };
    const handle: Made['handle'] = (call) => {
      at(path).handle(call);
    };
    server.addService({ [rpc]: method }, { [rpc]: handle });
  }
}

function reflection(services: string[]): ReadonlyMap<string, Made> {
  const { ReflectionService } = load('@grpc/reflection') as typeof Reflection;
  const files = fromBinary(FileDescriptorSetSchema, image).file;
  const fileDescriptorProtos = files.map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
  const described = { image: { format: 'Protocol Buffer 3 DescriptorProto' as const, type: {}, fileDescriptorProtos } };
  const made = new Map<string, Made>();
  new ReflectionService(described, { services }).addToServer({
    addService(definitions: Definitions, handlers: UntypedServiceImplementation) {
      for (const [name, method] of Object.entries(definitions))
        made.set(method.path, { method, handle: handlers[name] as Made['handle'] });
    },
  });
  return made;
}
