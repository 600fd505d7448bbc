import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../tools/platform/platform.ts';
import { run } from '../../tools/servers/shell.ts';

const Built = z.array(z.object({ archive: z.string(), bytes: z.number(), reference: z.string() }));
const HOUR_MS = 3_600_000;

/** Archives of every app's image under each tag, built from the very Dockerfile. */
export async function imagesOf(tags: readonly string[], keep: boolean): Promise<string[]> {
  const archives: string[] = [];
  for (const tag of tags) {
    const out = join(ROOT, 'dist/images', tag);
    const list = join(out, 'images.json');
    const there =
      keep &&
      (await access(list).then(
        () => true,
        () => false,
      ));
    const args = ['--import', './tools/typescript.mjs', 'tools/image/main.ts', '--stand-in-base'];
    if (!there)
      await run(process.execPath, [...args, '--tag', tag, '--out', join('dist/images', tag)], { timeoutMs: HOUR_MS });
    const built = Built.parse(JSON.parse(await readFile(list, 'utf8')));
    archives.push(...built.map(({ archive }) => archive));
  }
  return archives;
}
