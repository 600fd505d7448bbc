import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { Name } from './names.ts';

/** Messages of others that generated code imports by their names, and what ts-proto declares in a file besides. */
const generated = new Set([
  ...['Any', 'Duration', 'Empty', 'FieldMask', 'Struct', 'Timestamp', 'Value'],
  ...['BinaryReader', 'BinaryWriter', 'Builtin', 'DeepPartial', 'Exact', 'MessageFns'],
]);
/** What every object has; and what makes a promise of an object, or of a module that exports it: who waits for it waits for ever. */
const ofEveryObject = new Set([...Object.getOwnPropertyNames(Object.prototype), 'then']);

/**
 * Throws a line where a name means something else already, in a spelling in which the code of the noun uses it: in the
 * languages, in the templates, or in what is generated.
 * @param templates texts of the files of a noun.
 */
export function provesWords(root: string, templates: readonly string[], names: readonly Name[]): void {
  const ofLibrary = libraryOf(root);
  const ofTemplates = new Set(templates.flatMap(wordsOf));
  const meaningOf = (word: string): string | undefined => {
    if (!isIdentifier(word) || Object.hasOwn(globalThis, word) || ofLibrary.has(word)) return 'the language';
    if (ofEveryObject.has(word)) return 'every object';
    if (ofTemplates.has(word)) return 'the code of a noun';
    return generated.has(word) ? 'the code that is generated' : undefined;
  };
  for (const { kebab, camel, pascal, snake } of names) {
    const taken = [camel, pascal, snake].find((word) => meaningOf(word) !== undefined);
    if (taken !== undefined)
      throw new Error(
        `${kebab} is a word of ${meaningOf(taken) ?? ''} (${taken}); take other words, as mediation-case for case`,
      );
  }
}

/** Every word of a template but what stands for the noun; and the Count that codegen adds beside each List. */
const wordsOf = (template: string): string[] => [
  ...(template.replaceAll(/\{\{[^{}]+\}\}/g, ' ').match(/\w+/g) ?? []),
  'count',
  'Count',
];

/** Globals and types of the language, `Promise` and `Partial`, as TypeScript's own library declares them. */
function libraryOf(root: string): ReadonlySet<string> {
  const files = globSync('node_modules/typescript/lib/lib.{es,decorators}*.d.ts', { cwd: root });
  if (files.length === 0) throw new Error('TypeScript is not there; npm ci installs it');
  const declared = /^(?:declare )?(?:abstract )?(?:class|const|function|interface|namespace|type|var) (\w+)/gm;
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(declared)].map(([, name = '']) => name),
    ),
  );
}

function isIdentifier(word: string): boolean {
  try {
    new Script(`'use strict'; const ${word} = 0;`);
    return word !== 'await';
  } catch {
    return false;
  }
}
