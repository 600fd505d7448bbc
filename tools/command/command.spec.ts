import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { Mistake, oneOf, read, usageOf } from './command.ts';

const spec = {
  usage: 'npm run paint -- COLOUR [options]',
  words: 1,
  options: {
    coats: { type: 'string', value: 'N', default: '1', says: 'how many' },
    dry: { type: 'boolean', says: 'waits' },
  },
} as const;

describe('what is asked of a command', () => {
  it('is read', () => {
    expect(read(spec, ['red', '--coats', '2'])).toEqual({ values: { coats: '2' }, words: ['red'], help: false });
    expect(read(spec, ['red', 'green', '-h'])).toMatchObject({ help: true });
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--coats'], "Option '--coats <value>' argument missing"],
    [['--coats', '--dry'], "Option '--coats' argument is ambiguous"],
    [['red', 'green'], 'green is one word too many'],
  ])('%j is a mistake, told in a line', (args, line) => {
    const wrong = (): unknown => read(spec, args);
    expect(wrong).toThrow(Mistake);
    expect(wrong).toThrow(new RegExp(`^${line}\\.?$`));
  });

  it('is told with each option', () => {
    expect(usageOf(spec).split('\n')).toEqual([
      'npm run paint -- COLOUR [options]',
      '',
      '  --coats N  how many',
      '  --dry      waits',
      '  --help     this',
    ]);
  });

  it('may be one of several', () => {
    expect(oneOf('colour', 'red', ['red', 'green'])).toBe('red');
    expect(() => oneOf('colour', 'blue', ['red', 'green'])).toThrow('there is no colour blue; there is red, green');
  });
});

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
/** Scripts that begin a program of ours; the others are called as jest, tsc, eslint and prettier are. */
const ours = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file] = / --import \.\/tools\/typescript\.mjs (\S+)$/.exec(script) ?? [];
  return file === undefined ? [] : [[name, file] as const];
});

/** Runs it where no server answers: nothing may be begun. */
async function run(file: string, ...args: string[]) {
  const [mongo, redis] = ['mongodb://127.0.0.1:1', 'redis://127.0.0.1:1'];
  const env = { ...process.env, NODE_OPTIONS: '', DOORSTEP_MONGO_URI: mongo, DOORSTEP_REDIS_URL: redis };
  const child = spawn(process.execPath, ['--import', './tools/typescript.mjs', file, ...args], { cwd: root, env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

it('finds the commands', () =>
  expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(['start', 'journal'])));

describe.each(ours)('npm run %s', (name, file) => {
  it('says how it is called, and what is wrong with a call in one line', async () => {
    const [help, bogus] = await Promise.all([run(file, '--help'), run(file, '--bogus')]);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toMatch(name === 'start' ? /^npm start/ : new RegExp(`^npm run ${name}\\b`));
    expect(help.out).toContain('--help');
    expect(bogus).toEqual({ code: Mistake.code, out: '', err: expect.stringMatching(/^.*--bogus.*\n$/) });
  });
});
