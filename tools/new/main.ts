/** `npm run new`: the files of a new service or noun, whole and passing, to be changed where the noun is another. */
import { join } from 'node:path';
import { Mistake, read, usageOf } from '../command/command.ts';
import { planNoun } from './noun.ts';
import { write } from './plan.ts';
import { link, planService } from './service.ts';

const ways = {
  service: 'npm run new -- service NAME',
  noun: 'npm run new -- noun SERVICE/NOUN 中文名 [--plural NOUNS]',
} as const;

const spec = {
  usage: Object.values(ways).join('\n'),
  about: `NAME is one word in small letters, as canteens; NOUN is in kebab-case and in the singular, as gap-task; 中文名 is what
the county calls it, as 公告.`,
  words: 9, // those that are too many are named below
  options: { plural: { type: 'string', value: 'NOUNS', says: 'of a noun whose plural is irregular' } },
} as const;

const root = join(import.meta.dirname, '../..');
const lines = (items: readonly string[]): string => items.map((item) => `  ${item}\n`).join('');

async function main(): Promise<void> {
  const asked = readAsked();
  if (asked === undefined) return console.log(usageOf(spec));
  const { kind, name, zh, plural } = asked;
  const plan = kind === 'service' ? planService(root, name) : await planNoun(root, { path: name, zh, plural });
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('run this through npm');
  await write(root, plan);
  if (kind === 'service') link(root, name, npm);
  console.log(`Written:\n${lines(Object.keys(plan.files).sort())}\nNext:\n${lines(plan.next)}`);
}

/**
 * The command line; undefined where help is asked for. Throws the usage in a line where it says too little or too much:
 * nothing of it is passed over.
 */
function readAsked() {
  const { values, words, help } = read(spec, process.argv.slice(2));
  const [kind, name = '', ...more] = words;
  if (kind === undefined || help) return undefined;
  if (!isKind(kind)) throw new Mistake(`there is no new ${kind}; ${Object.values(ways).join(' or ')}`);
  const [zh = '', spare] = kind === 'noun' ? more : ['', ...more];
  const wrong = (what: string): Error => new Mistake(`${what}; ${ways[kind]}`);
  if (name === '') throw wrong(`which ${kind}?`);
  if (spare !== undefined) throw wrong(`${spare} is one too many, for a name has no spaces`);
  if (kind === 'service' && values.plural !== undefined) throw wrong('a service has no plural');
  return { kind, name, zh, plural: values.plural };
}

const isKind = (kind: string): kind is keyof typeof ways => Object.hasOwn(ways, kind);

try {
  await main();
} catch (error) {
  console.error(`new: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof Mistake ? Mistake.code : 1;
}
