import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Name } from './names.ts';

/** Names that the contract has given already. It is read as it is written: codegen may not have run since. */
interface Given {
  /** First parts of resource names and of routes, `gapTasks`. */
  readonly collections: ReadonlySet<string>;
  /** Messages, enums and services of all packages, `GapTask`, `GapTaskService`. */
  readonly types: ReadonlySet<string>;
  /** Chinese names of services, which tell siblings apart. */
  readonly chinese: ReadonlySet<string>;
}

/** What the protos of a checkout have named. */
function givenIn(root: string): Given {
  const texts = globSync('proto/doorstep/**/*.proto', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const found = (pattern: RegExp): string[] =>
    texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name));
  return {
    collections: new Set([...found(/\.plural = "(\w+)"/g), ...found(/"\/v1\/(?:\{[\w.]+=)?(\w+)/g)]),
    types: new Set(found(/^(?:message|enum|service) (\w+)/gm)),
    chinese: new Set(found(/^\/\/ (\p{Script=Han}+)[^\n]*\n(?:\/\/[^\n]*\n)*service /gmu)),
  };
}

/**
 * Last words of the names that are made of a noun's, by its contract, in its code and in what is generated, and what they
 * say. A noun that ended so would have the name of what belongs to another, now or one day.
 */
const endings: Readonly<Record<string, string>> = {
  name: 'the names of a noun',
  service: 'what serves a noun',
  server: 'what serves a noun',
  request: 'what an RPC takes',
  response: 'what an RPC gives',
  answer: 'what an RPC gives',
  page: 'a page of a list',
  life: 'the lifecycle of a noun',
};

/** Throws a line where the contract would have one name twice. */
export function provesNew(root: string, noun: Name, nouns: Name, zh: string): void {
  const last = noun.kebab.split('-').at(-1) ?? '';
  const means = endings[last];
  if (means !== undefined) throw new Error(`no noun ends in ${last}, which is ${means}; take another word`);
  const { collections, types, chinese } = givenIn(root);
  if (types.has(noun.pascal)) throw new Error(`the contract has ${noun.pascal} already; take another word`);
  if (collections.has(nouns.camel)) throw new Error(`the contract has ${nouns.camel}; --plural says another`);
  const made = [`${noun.pascal}Service`, `Create${noun.pascal}Request`, `List${nouns.pascal}Response`];
  const taken = made.find((type) => types.has(type));
  if (taken !== undefined) throw new Error(`the contract has ${taken} already; take another word`);
  if (chinese.has(zh)) throw new Error(`the contract has a service that is called ${zh}`);
}
