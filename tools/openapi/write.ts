import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Declared } from '@doorstep/domain';
import { onlyOurOwn } from '../build/plugins.ts';
import type { Examples } from './examples.ts';
import type * as document from './document.ts';

type Generator = Pick<typeof document, 'documentOf'>;

/** Where the document lies. */
export const documentFile = 'docs/openapi/doorstep.json';
/** The document of the last release; replaced by a copy at each. */
export const releasedFile = 'proto/released.openapi.json';

/**
 * The OpenAPI document of the contract as it stands, as text. The generator shares the gateway's route table, whose
 * sources Node cannot run unbundled.
 * @param imageWithSource a FileDescriptorSet with comments.
 * @param declared what services and libraries refuse.
 * @param examples what requests say, by noun and verb.
 * @param contract finds the generated library of this contract.
 */
export async function openApi(
  root: string,
  imageWithSource: Uint8Array,
  declared: readonly Declared[],
  examples: Examples,
  contract: Plugin,
): Promise<string> {
  const outfile = join(root, 'node_modules/.cache/doorstep/openapi.mjs');
  const entryPoints = [join(root, 'tools/openapi/document.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [contract, onlyOurOwn],
  });
  const { documentOf } = (await import(pathToFileURL(outfile).href)) as Generator;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return `${JSON.stringify(documentOf(imageWithSource, version, declared, examples), null, 2)}\n`;
}
