/** Protos of others, put into the git-ignored `.deps`, all from npm. Only who changes a proto needs them. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { printProto } from './print-proto.ts';

const google = [
  'api/annotations',
  'api/field_behavior',
  'api/http',
  'api/resource',
  'rpc/code',
  'rpc/error_details',
  'rpc/status',
];

/** Puts every foreign proto in place: google's from an npm package, protovalidate's printed from the descriptor that it carries. */
export function fetchProtoDependencies(root: string): void {
  for (const file of google) {
    const target = join(root, '.deps/google', `${file}.proto`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, 'node_modules/google-proto-files/google', `${file}.proto`), target);
  }
  const target = join(root, '.deps/buf/validate/validate.proto');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, printProto(file_buf_validate_validate));
}
