import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildah } from '../../../tools/image/buildah.ts';
import { findGo } from '../../../tools/servers/go.ts';
import { executable, run } from '../../../tools/servers/shell.ts';
import { clusterCache } from '../../../tools/programs/programs.ts';

const reference = 'doorstep.local/pause:1';

/** What holds a pod's namespaces: sleeps, and buries children that nobody waits for. */
const source = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for s := range signals {
		if s != syscall.SIGCHLD {
			os.Exit(0)
		}
		for pid := 1; pid > 0; pid, _ = syscall.Wait4(-1, nil, syscall.WNOHANG, nil) {
		}
	}
}
`;

/** The archive of the pause image, made once. */
export async function pauseImage(): Promise<string> {
  const folder = join(clusterCache(), 'pause');
  const archive = join(folder, 'pause.tar');
  const [program, main] = [join(folder, 'pause'), join(folder, 'main.go')];
  await mkdir(folder, { recursive: true });
  if ((await executable(program)) === undefined) {
    await writeFile(main, source);
    const env = { CGO_ENABLED: '0', GO111MODULE: 'off' };
    await run(await findGo(), ['build', '-trimpath', '-ldflags', '-s -w', '-o', program, main], {
      timeoutMs: 300_000,
      env,
    });
  }
  const container = (await buildah(['from', 'scratch'])).trim();
  await buildah(['copy', '--quiet', container, program, '/pause']);
  await buildah(['config', '--entrypoint', '["/pause"]', '--user', '65535:65535', container]);
  await buildah(['commit', '--quiet', '--rm', container, reference]);
  await rm(archive, { force: true });
  await buildah(['push', '--quiet', reference, `docker-archive:${archive}:${reference}`]);
  return archive;
}
