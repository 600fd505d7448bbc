import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { documentFile } from '../openapi/write.ts';
import { ROOT } from '../platform/platform.ts';
import { aptInstall } from '../servers/apt.ts';
import { findGo } from '../servers/go.ts';
import { onPath, run } from '../servers/shell.ts';

const MINUTE_MS = 60_000;
const document = join(ROOT, documentFile);

/** Where a story is told, and by whom. Each is an environment variable of the programs that tell it. */
export interface Stage {
  readonly GATEWAY: string;
  /** Access token of somebody who files needs and uploads evidence. */
  readonly TOKEN: string;
  /** Division in which the need arises. */
  readonly DIVISION: string;
}

/** A stock generator of clients with what is needed to run it. */
export interface Kind {
  readonly generator: string;
  /** Files that pin every version; another content is another installation. */
  readonly pins: readonly string[];
  /** Installs the generator, and what its clients stand on, into a folder that holds the pins. */
  install(home: string): Promise<void>;
  /** Generates a client into a folder below, with the generator's default options, compiles it with the story and tells it. */
  tell(home: string, work: string, stage: Stage): Promise<string>;
}

const folderOf = (kind: string): string => join(import.meta.dirname, kind);

const put = async (kind: string, work: string, ...files: string[]): Promise<void> => {
  await mkdir(work, { recursive: true });
  for (const file of files) await copyFile(join(folderOf(kind), file), join(work, file));
};

const typescript: Kind = {
  generator: '@hey-api/openapi-ts',
  // It writes imports as the tsconfig beside its package.json resolves them.
  pins: ['package.json', 'package-lock.json', 'tsconfig.json'],
  install: async (home) => {
    await run('npm', ['ci', '--prefix', home, '--no-audit', '--no-fund'], { timeoutMs: 5 * MINUTE_MS });
  },
  tell: async (home, work, stage) => {
    await put('typescript', work, 'tsconfig.json', 'story.ts');
    const node = (script: string, ...args: string[]) =>
      run(process.execPath, [join(home, 'node_modules', script), ...args], { timeoutMs: 3 * MINUTE_MS, cwd: work });
    const generator = '@hey-api/openapi-ts/bin/run.js';
    await node(generator, '--input', document, '--output', 'client', '--no-log-file');
    await node('typescript/bin/tsc', '--project', '.');
    return run(process.execPath, [join(work, 'out/story.js')], { timeoutMs: MINUTE_MS, env: { ...stage } });
  },
};

const python: Kind = {
  generator: 'openapi-python-client',
  pins: ['requirements.txt'],
  install: async (home) => {
    const interpreter = (await onPath('python3')) ?? 'python3';
    const venv = () => run(interpreter, ['-m', 'venv', '--clear', join(home, 'venv')], { timeoutMs: MINUTE_MS });
    await venv().catch(async () => aptInstall('python3', 'python3-venv').then(venv)); // Debian keeps venv apart
    const requirements = ['--requirement', join(home, 'requirements.txt'), '--no-deps', '--quiet'];
    await run(join(home, 'venv/bin/pip'), ['install', ...requirements], { timeoutMs: 5 * MINUTE_MS });
  },
  tell: async (home, work, stage) => {
    await put('python', work, 'story.py');
    const program = (name: string, ...args: string[]) =>
      run(join(home, 'venv/bin', name), args, {
        timeoutMs: 3 * MINUTE_MS,
        env: {
          ...stage,
          PYTHONPATH: join(work, 'client'),
          PATH: `${join(home, 'venv/bin')}:${process.env['PATH'] ?? ''}`,
        },
      });
    const out = join(work, 'client');
    await program('openapi-python-client', 'generate', '--path', document, '--output-path', out, '--fail-on-warning');
    await program('python', '-m', 'compileall', '-q', work);
    return program('python', join(work, 'story.py'));
  },
};

const go: Kind = {
  generator: 'oapi-codegen',
  pins: ['go.mod', 'go.sum', 'tools.go'],
  install: async (home) => {
    await run(
      await findGo(),
      ['-C', home, 'build', '-o', 'oapi-codegen', 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen'],
      {
        timeoutMs: 10 * MINUTE_MS,
      },
    );
  },
  tell: async (home, work, stage) => {
    await put('go', work, 'story.go', 'go.mod', 'go.sum');
    await mkdir(join(work, 'doorstep'));
    const file = join(work, 'doorstep/client.gen.go');
    await run(join(home, 'oapi-codegen'), ['-generate', 'types,client', '-package', 'doorstep', '-o', file, document], {
      timeoutMs: MINUTE_MS,
    });
    await run(await findGo(), ['-C', work, 'build', '-trimpath', '-o', 'story', '.'], { timeoutMs: 5 * MINUTE_MS });
    return run(join(work, 'story'), [], { timeoutMs: MINUTE_MS, env: { ...stage } });
  },
};

/** The generators that departments are most likely to use, by language. */
export const kinds = { typescript, python, go } as const satisfies Record<string, Kind>;
export type Language = keyof typeof kinds;
