// Preload for tools that import our libraries and nouns: these name their neighbours `./x.js`, as TypeScript asks, where
// the files are `./x.ts`, and use syntax beyond what Node strips by itself.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const ours = /\/(libs|apps)\/.*\.ts$/;

registerHooks({
  resolve(specifier, context, next) {
    const neighbour = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
    return next(neighbour ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    if (!ours.test(url)) return next(url, context);
    const filename = fileURLToPath(url);
    return {
      format: 'module',
      shortCircuit: true,
      source: transformSync(readFileSync(filename, 'utf8'), { filename }).code,
    };
  },
});
