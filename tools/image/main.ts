import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { asked, command } from '../command/command.ts';
import { readApps } from '../platform/apps.ts';
import { ROOT } from '../platform/platform.ts';
import { orLeave } from '../servers/needs.ts';
import { run } from '../servers/shell.ts';
import { baseImage, ensureBase } from './base.ts';
import { buildah, needed } from './buildah.ts';

const { values } = asked({
  usage: 'npm run image -- [options]',
  about: 'Builds an image of every app, and writes it as an archive that any registry takes.',
  options: {
    tag: { type: 'string', value: 'TAG', says: "the product's version otherwise" },
    repository: {
      type: 'string',
      value: 'NAME',
      default: 'doorstep.local',
      says: 'before the name; doorstep.local otherwise',
    },
    out: { type: 'string', value: 'FOLDER', default: 'dist/images', says: 'of the archives; dist/images otherwise' },
    'stand-in-base': {
      ...{ type: 'boolean', default: false },
      says: "makes the base of this machine's Debian, where no registry can be reached",
    },
    digest: { type: 'string', value: 'DIGEST', says: 'of the base, sha256:…' },
  },
});

const Inspected = z.object({
  FromImageID: z.string(),
  Docker: z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) }),
});

/** What was built, for who ships it. */
export interface BuiltImage {
  readonly app: string;
  readonly reference: string;
  readonly archive: string;
  readonly bytes: number;
  /** Digests of the layers, the app's last: equal for equal sources. */
  readonly layers: readonly string[];
}

const git = (...args: string[]) => run('git', ['-C', ROOT, ...args], { timeoutMs: 10_000 }).then((text) => text.trim());
const Package = z.object({ version: z.string() });

/** What the images of a run have in common. */
interface Release {
  readonly tag: string;
  readonly revision: string;
  /** Folder of the archives. */
  readonly out: string;
  /** What buildah mounts. */
  readonly volumes: readonly string[];
}

/** Builds the image of an app, and writes it as an archive. */
async function imageOf(app: string, { tag, revision, out, volumes }: Release): Promise<BuiltImage> {
  const reference = `${values.repository}/doorstep-${app}:${tag}`;
  const start = performance.now();
  await buildah([
    ...['build', '--quiet', '--layers', '--file', join(ROOT, 'deploy/Dockerfile'), '--tag', reference],
    // One instant for every file of every release, so that the same sources make the same layers.
    ...['--timestamp', process.env['SOURCE_DATE_EPOCH'] ?? '0'],
    ...(values['stand-in-base'] ? ['--pull-never'] : []),
    ...Object.entries({ APP: app, VERSION: tag, REVISION: revision, NODE_IMAGE: baseImage }).flatMap(([key, value]) => [
      '--build-arg',
      `${key}=${value}`,
    ]),
    ...(values.digest ? ['--build-arg', `NODE_DIGEST=@${values.digest}`] : []),
    ...volumes,
    ROOT,
  ]);
  const archive = join(out, `doorstep-${app}-${tag}.tar`);
  await rm(archive, { force: true });
  await buildah(['push', '--quiet', reference, `docker-archive:${archive}:${reference}`]);
  const { Docker } = Inspected.parse(JSON.parse(await buildah(['inspect', '--type', 'image', reference])));
  const { size: bytes } = await stat(archive);

  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${reference}  ${(bytes / 2 ** 20).toFixed(0)} MiB  ${seconds} s  ${Docker.rootfs.diff_ids.at(-1) ?? ''}`,
  );
  return { app, reference, archive, bytes, layers: Docker.rootfs.diff_ids };
}

await command(async () => {
  await orLeave({ programs: needed });

  const { version } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const revision = await git('rev-parse', 'HEAD').catch(() => 'unknown');
  const tag = values.tag ?? version;
  const out = join(ROOT, values.out);
  await mkdir(out, { recursive: true });
  if (values['stand-in-base']) await ensureBase(ROOT);

  // The build may use what this machine has fetched already, and trusts whom this machine trusts.
  const authority = process.env['NODE_EXTRA_CA_CERTS'];
  const npmrc = join(out, 'npmrc');
  await writeFile(npmrc, `cache=/run/npm\n${authority ? 'cafile=/run/authority.crt\n' : ''}`);
  const volumes = [
    `${join(homedir(), '.npm')}:/run/npm`,
    `${npmrc}:/usr/local/etc/npmrc:ro`,
    ...(authority ? [`${authority}:/run/authority.crt:ro`] : []),
  ].flatMap((volume) => ['--volume', volume]);

  const images: BuiltImage[] = [];
  for (const { name } of await readApps(ROOT)) images.push(await imageOf(name, { tag, revision, out, volumes }));
  await writeFile(join(out, 'images.json'), `${JSON.stringify(images, null, 2)}\n`);
});
