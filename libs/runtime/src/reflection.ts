import { image } from '@doorstep/contracts/image.js';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';

/** Lets stock clients ask which services there are, and of what shape. */
export function addReflection(server: Server, services: string[]): void {
  const files = fromBinary(FileDescriptorSetSchema, image).file;
  const fileDescriptorProtos = files.map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
  const described = { image: { format: 'Protocol Buffer 3 DescriptorProto' as const, type: {}, fileDescriptorProtos } };
  new ReflectionService(described, { services }).addToServer(server);
}
