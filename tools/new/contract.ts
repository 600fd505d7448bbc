import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names that the contract has given already. It is read as it is written: codegen may not have run since. */
export interface Given {
  /** First parts of resource names, `gapTasks`. */
  readonly collections: ReadonlySet<string>;
  /** Messages of all packages, `GapTask`. */
  readonly messages: ReadonlySet<string>;
  /** Chinese names of services, which tell siblings apart. */
  readonly chinese: ReadonlySet<string>;
}

/** What the protos of a checkout have named. */
export function givenIn(root: string): Given {
  const texts = globSync('proto/doorstep/**/*.proto', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const found = (pattern: RegExp): ReadonlySet<string> =>
    new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)));
  return {
    collections: found(/\.plural = "(\w+)"/g),
    messages: found(/^message (\w+)/gm),
    chinese: found(/^\/\/ (\p{Script=Han}+)[^\n]*\n(?:\/\/[^\n]*\n)*service /gmu),
  };
}
