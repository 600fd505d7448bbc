import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transform } from '@swc/core';
import type { Plugin } from 'esbuild';

const OURS = /^(\.|\/|@doorstep\/)/;

/**
 * Bundles our own code and leaves every third-party package to node_modules, unless nothing of it is used: loading one
 * costs megabytes. A package that is wanted for its effects alone would be lost; we have none.
 */
export const onlyOurOwn: Plugin = {
  name: 'only-our-own',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'entry-point' || OURS.test(path) ? undefined : { path, external: true, sideEffects: false },
    );
  },
};

/**
 * Nest reads the types of constructor parameters from decorator metadata, which esbuild does not write: swc goes first
 * over each file that holds a decorator.
 */
export const decorators = (root: string): Plugin => ({
  name: 'decorators',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!/^\s*@\w/m.test(source)) return { contents: source, loader: 'ts' };
      const names = { filename: path, sourceFileName: basename(path) };
      return transform(source, { ...names, configFile: join(root, '.swcrc') }).then(
        ({ code }) => ({ contents: code, loader: 'ts' as const }),
        (error: unknown) => ({ errors: [{ text: whatIsWrong(error) }] }),
      );
    });
  },
});

/** swc adds its own stack; a reader needs the place in the source. */
const whatIsWrong = (error: unknown) => String(error).replace(/\s+Caused by:[^]*/, '');
