/** `npm run new`: the files of a new service or noun, whole and passing, to be changed where the noun is another. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planNoun } from './noun.ts';
import { write, type Plan } from './plan.ts';
import { link, planService } from './service.ts';

const help = `npm run new -- service NAME
npm run new -- noun SERVICE/NOUN 中文名 [--plural NOUNS]

  NAME      one word in small letters, as canteens
  NOUN      in kebab-case and in the singular, as gap-task
  中文名    what the county calls it, as 公告
  --plural  of a noun whose plural is irregular`;

const root = join(import.meta.dirname, '../..');
const lines = (items: readonly string[]): string => items.map((item) => `  ${item}\n`).join('');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { plural: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [kind, name, zh = '', ...more] = positionals;
  if (values.help || kind === undefined) return console.log(help);
  if (name === undefined || more.length > 0) throw new Error(`what is to be made?\n${help}`);
  const plan = await planOf(kind, name, zh, values.plural);
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('run this through npm');
  await write(root, plan);
  if (kind === 'service') link(root, name, npm);
  console.log(`Written:\n${lines(Object.keys(plan.files).sort())}\nNext:\n${lines(plan.next)}`);
}

/** Nothing is written where a plan is refused. */
async function planOf(kind: string | undefined, name: string, zh: string, plural?: string): Promise<Plan> {
  if (kind === 'service') return planService(root, name);
  if (kind === 'noun') return planNoun(root, { path: name, zh, plural });
  throw new Error(`there is no new ${String(kind)}\n${help}`);
}

try {
  await main();
} catch (error) {
  console.error(`new: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
