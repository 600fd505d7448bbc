/**
 * Protos of others, put into the git-ignored `.deps`: google/api and google/rpc out of an npm package, protovalidate's
 * out of its Go module or Maven jar, checked by hash. Only who changes a proto needs them.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const google = [
  'api/annotations',
  'api/field_behavior',
  'api/http',
  'api/resource',
  'rpc/code',
  'rpc/error_details',
  'rpc/status',
];
const validate = {
  path: 'buf/validate/validate.proto',
  module: 'github.com/bufbuild/protovalidate@v1.2.2',
  sha256: 'a1dc1163ebac930b3b070655b91f2bc78df8b4aea940021661fe5ec7904a7b88',
};

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Reads validate.proto through the Go command. Throws where Go is absent or the module cannot be had. */
function fromGoModule(): Buffer {
  const empty = mkdtempSync(join(tmpdir(), 'doorstep-deps-'));
  try {
    const answer = execFileSync('go', ['mod', 'download', '-json', validate.module], {
      cwd: empty,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { Dir } = JSON.parse(answer.toString()) as { Dir: string };
    return readFileSync(join(Dir, 'proto/protovalidate', validate.path));
  } finally {
    rmSync(empty, { recursive: true });
  }
}

/** Puts every foreign proto in place. Throws with what was tried where one cannot be had. */
export function fetchProtoDependencies(root: string): void {
  for (const file of google) {
    const target = join(root, '.deps/google', `${file}.proto`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, 'node_modules/google-proto-files/google', `${file}.proto`), target);
  }
  const target = join(root, '.deps', validate.path);
  if (existsSync(target) && hash(readFileSync(target)) === validate.sha256) return;
  const bytes = fromGoModule();
  if (hash(bytes) !== validate.sha256)
    throw new Error(`${validate.module}: ${validate.path} has another hash than the pinned one`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}
