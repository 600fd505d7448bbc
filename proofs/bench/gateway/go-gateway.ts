// The peer in Go: grpc-gateway over stubs that are made from our protos each time, with nothing of them kept in the tree.
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { fetchProtoDependencies } from '../../../tools/codegen/deps.ts';
import { ROOT } from '../../../tools/platform/platform.ts';
import { cacheFolder } from '../../../tools/servers/program.ts';
import { executable, onPath } from '../../../tools/servers/shell.ts';
import { Ready, Used, type Contender } from '../spine/contender.ts';

const execute = promisify(execFile);
const folder = join(cacheFolder(), 'bench-go');
const gatewayModule = 'github.com/grpc-ecosystem/grpc-gateway/v2';
const versions = { gateway: 'v2.33.0', grpc: 'v1.85.0', protobuf: 'v1.36.12', grpcPlugin: 'v1.6.2' };
const plugins = {
  'protoc-gen-go': `google.golang.org/protobuf/cmd/protoc-gen-go@${versions.protobuf}`,
  'protoc-gen-go-grpc': `google.golang.org/grpc/cmd/protoc-gen-go-grpc@${versions.grpcPlugin}`,
  'protoc-gen-grpc-gateway': `${gatewayModule}/protoc-gen-grpc-gateway@${versions.gateway}`,
};
const required = [
  `${gatewayModule}@${versions.gateway}`,
  `google.golang.org/grpc@${versions.grpc}`,
  `google.golang.org/protobuf@${versions.protobuf}`,
];

/** Builds the gateway, what was built before taken from Go's own cache. Throws where Go or a module is not to be had. */
export async function buildGoGateway(): Promise<string> {
  if ((await onPath('go')) === undefined) throw new Error('there is no go here');
  await mkdir(folder, { recursive: true });
  for (const [name, from] of Object.entries(plugins))
    if (!(await executable(join(folder, name)))) await go(['install', from], { GOBIN: folder });
  await generate();
  await copyFile(join(import.meta.dirname, 'go-gateway.go'), join(folder, 'main.go'));
  await rm(join(folder, 'go.mod'), { force: true });
  await go(['mod', 'init', 'bench']);
  await go(['mod', 'edit', ...required.map((one) => `-require=${one}`)]);
  await go(['mod', 'tidy']);
  await go(['build', '-o', 'gateway', '.']);
  return join(folder, 'gateway');
}

const go = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execute('go', args, { cwd: folder, env: { ...process.env, ...env }, timeout: 600_000 });

/** Stubs of what GetNeed and ListNeeds need, into `gen`. */
async function generate(): Promise<void> {
  fetchProtoDependencies(ROOT);
  const override = [
    { file_option: 'go_package_prefix', path: 'doorstep', value: 'bench/gen' },
    { file_option: 'go_package', path: 'buf', value: 'bench/gen/buf/validate' },
  ];
  const template = {
    version: 'v2',
    clean: true,
    managed: { enabled: true, override, disable: [{ path: 'google' }] },
    inputs: [{ directory: '.', paths: ['proto/doorstep', '.deps/buf'], types: ['doorstep.matching.v1.NeedService'] }],
    plugins: Object.keys(plugins).map((name) => ({
      local: join(folder, name),
      out: 'gen',
      opt: ['paths=source_relative'],
    })),
  };
  const buf = join(ROOT, 'node_modules/@bufbuild/buf/bin/buf');
  await execute(process.execPath, [buf, 'generate', '--template', JSON.stringify(template), '-o', folder], {
    cwd: ROOT,
  });
}

/** Starts a program that speaks by lines as a contender of Node does by IPC. Throws where it ends before it is ready. */
export async function startGoGateway(file: string, env: Readonly<Record<string, string>>): Promise<Contender> {
  const child = spawn(file, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${file} ended`);
    return JSON.parse(value);
  };
  const { port } = Ready.parse(await line());
  return {
    port,
    async cpu() {
      child.stdin.write('cpu\n');
      return Used.parse(await line()).cpu;
    },
    async stop() {
      child.stdin.end();
      await lines.next();
    },
  };
}
