import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { ownCollections } from '../../libs/store/src/mapping/own-collections.ts';
import { readApps } from '../platform/apps.ts';
import { givenIn } from './contract.ts';
import { filled, nameOf, pluralOf, spellingsOf, type Name } from './names.ts';
import { templatesIn, type Plan } from './plan.ts';

/** What `npm run new -- noun` is asked for. */
export interface NounAsked {
  /** `stations/gap-task`. */
  readonly path: string;
  /** 公告. */
  readonly zh: string;
  /** Of `branch-office`, where that is irregular: `branch-offices`. */
  readonly plural?: string | undefined;
}

/** `公告列表` and `登记公告` have 16 characters at most. */
const mostCharacters = 14;
const templates = templatesIn('noun');

/** The files of a new noun. Throws a line that says why there can be none. */
export async function planNoun(root: string, { path, zh, plural }: NounAsked): Promise<Plan> {
  const [service = '', singular = '', ...more] = path.split('/');
  if (singular === '' || more.length > 0) throw new Error(`a noun is named SERVICE/NOUN, not ${path}`);
  const [noun, nouns] = [singular, plural ?? pluralOf(singular)].map(named) as [Name, Name];
  const folder = join('apps', service, 'src');
  await provesService(root, service);
  provesName(noun, nouns);
  provesFree(root, join(folder, nouns.kebab), noun, nouns, zh);
  const spellings = spellingsOf(service, noun, nouns, zh);
  const proto = join('proto/doorstep', service, 'v1', `${noun.snake}.proto`);
  const files = Object.entries(templates).map(([name, template]) => {
    const file = name === 'noun.proto' ? proto : join(folder, nouns.kebab, name.replace('noun', noun.kebab));
    return [file, filled(template, spellings)] as const;
  });
  const list = join(folder, 'nouns.ts');
  const line = `export { ${noun.pascal}Service } from './${nouns.kebab}/${noun.kebab}.service.js';`;
  return {
    files: { ...Object.fromEntries(files), [list]: withLine(readFileSync(join(root, list), 'utf8'), line) },
    next: nextOf(proto, join(folder, nouns.kebab), noun, nouns, join(folder, 'nouns.rpc.spec.ts')),
  };
}

function named(kebab: string): Name {
  if (!/^[a-z]+(-[a-z]+)*$/.test(kebab)) throw new Error(`${kebab} is no kebab-case, as gap-task`);
  return nameOf(kebab);
}

async function provesService(root: string, service: string): Promise<void> {
  const services = (await readApps(root)).filter(({ kind }) => kind === 'service').map(({ name }) => name);
  if (!services.includes(service))
    throw new Error(`there is no service ${service}; there are ${services.join(', ')}. npm run new -- service NAME`);
}

/** The code of a noun names its records as the noun is named. */
function provesName(noun: Name, nouns: Name): void {
  for (const { camel, kebab } of [noun, nouns]) {
    const taken = Object.values(templates).some((template) => new RegExp(`\\b${camel}\\b`).test(template));
    if (taken || !isIdentifier(camel))
      throw new Error(`${kebab} means something else in code; take two words, as mediation-case for case`);
  }
}

function isIdentifier(word: string): boolean {
  try {
    new Script(`'use strict'; const ${word} = 0;`);
    return word !== 'await';
  } catch {
    return false;
  }
}

function provesFree(root: string, folder: string, noun: Name, nouns: Name, zh: string): void {
  if (ownCollections.has(nouns.camel))
    throw new Error(
      `every service keeps a collection ${nouns.camel} for itself; take two words, as station-note for note`,
    );
  if (!/^\p{Script=Han}+$/u.test(zh) || zh.length > mostCharacters)
    throw new Error(`say in Chinese what it is, in ${String(mostCharacters)} characters at most: ${zh || '中文名'}`);
  const { collections, messages, chinese } = givenIn(root);
  if (messages.has(noun.pascal)) throw new Error(`the contract has a message ${noun.pascal}`);
  if (collections.has(nouns.camel)) throw new Error(`the contract has ${nouns.camel}; --plural says another`);
  if (chinese.has(zh)) throw new Error(`the contract has a service that is called ${zh}`);
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already`);
}

/** A list of exports with one more, in alphabetical order. */
function withLine(text: string, line: string): string {
  const lines = text.split('\n').filter((one) => one !== '' && one !== 'export {};');
  const exported = [...lines.filter((one) => one.startsWith('export ')), line].sort();
  return `${[...lines.filter((one) => !one.startsWith('export ')), ...exported].join('\n')}\n`;
}

const nextOf = (proto: string, folder: string, noun: Name, nouns: Name, proofs: string): readonly string[] => [
  `${proto}: what it is, its fields, states and steps, and who takes them`,
  'npm run codegen',
  `${folder}/${noun.kebab}.ts: the arrows between the states, its rules, and what they refuse`,
  `${folder}/${noun.kebab}.store.ts: the lists that are asked for; clocks and figures, if any`,
  `${folder}/${noun.kebab}.spec.ts and .example.ts: its rules in tables, and what its steps say besides a reason`,
  'npm run typecheck',
  `npm run jest -- ${folder}`,
  `npm run jest -- ${proofs} -t ${nouns.camel}`,
];
