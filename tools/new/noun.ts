import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownCollections } from '../../libs/store/src/mapping/own-collections.ts';
import { readApps } from '../platform/apps.ts';
import { provesNew } from './contract.ts';
import { filled, nameOf, pluralOf, spellingsOf, type Name } from './names.ts';
import { templatesIn, type Plan } from './plan.ts';
import { provesWords } from './words.ts';

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
  provesChinese(zh);
  provesWords(root, Object.values(templates), [noun, nouns]);
  provesNew(root, noun, nouns, zh);
  const proto = join('proto/doorstep', service, 'v1', `${noun.snake}.proto`);
  provesFree(root, nouns, [join(folder, nouns.kebab), proto, `docs/states/${noun.kebab}.md`]);
  provesSingular(noun, plural);
  const spellings = spellingsOf(service, noun, nouns, zh);
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

/** Last words that end in s and are of one thing. */
const singular = /(ss|us|is|news|series|species|means)$/;
/** First words of the standard methods: `CreateNeed` would be two things. */
const methods = /^(create|get|list|update|delete|count|batch)-/;

/** A plural in the place of the singular would be made a plural of; a noun that begins as a method would have its name. */
function provesSingular(noun: Name, plural: string | undefined): void {
  const last = noun.kebab.split('-').at(-1) ?? '';
  if (plural === undefined && last.endsWith('s') && !singular.test(last))
    throw new Error(`${noun.kebab} seems to be a plural; say one of them, or its plural by --plural`);
  const [, method] = methods.exec(noun.kebab) ?? [];
  if (method !== undefined) throw new Error(`${noun.kebab} begins with ${method}, as a method does; take another word`);
}

function provesChinese(zh: string): void {
  if (!/^\p{Script=Han}+$/u.test(zh) || zh.length > mostCharacters)
    throw new Error(`say in Chinese what it is, in ${String(mostCharacters)} characters at most: ${zh || '中文名'}`);
}

/** @param paths what would be written, by hand or by codegen. */
function provesFree(root: string, nouns: Name, paths: readonly string[]): void {
  if (ownCollections.has(nouns.camel))
    throw new Error(
      `every service keeps a collection ${nouns.camel} for itself; take two words, as station-note for note`,
    );
  const there = paths.find((path) => existsSync(join(root, path)));
  if (there !== undefined) throw new Error(`${there} is there already; take another word`);
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
  `${folder}/${noun.kebab}.ts: the arrows between the states, what counts, its rules, and what they refuse`,
  `${folder}/${noun.kebab}.store.ts: the lists that are asked for; clocks, if any`,
  `${folder}/${noun.kebab}.spec.ts and .example.ts: its rules in tables, and what its steps say besides a reason`,
  'npm run typecheck',
  `npm run jest -- ${folder}`,
  `npm run jest -- ${proofs} -t ${nouns.camel}`,
];
