import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root, trackedFiles } from './run.ts';

/** Every command of the docs, and the test that runs it. */
const runBy: Readonly<Record<string, string>> = {
  'npm start': 'tools/start/start.spec.ts',
  'npm start -- --help': 'tools/start/start.spec.ts',
  'npm start -- --only matching': 'tools/start/start.spec.ts',
  'npm start -- --reset': 'tools/start/start.spec.ts',
  'npm test': '.ci/run',
  'npm run replay': '.ci/run',
  'npm run journal -- verify --service matching': 'tools/journal/journal.spec.ts',
  'npm run journal -- anchor --service matching --anchors anchors.jsonl --key private.pem':
    'tools/journal/journal.spec.ts',
  'npm run journal -- verify --service matching --anchors anchors.jsonl --key public.pem':
    'tools/journal/journal.spec.ts',
  'npm run letters -- list --service evaluation': 'tools/letters/letters.spec.ts',
  'npm run letters -- replay --service evaluation': 'tools/letters/letters.spec.ts',
  'npm run letters -- replay --service stations --group imports-matching': 'tools/letters/letters.spec.ts',
  'npm run tokens': 'tools/tokens/tokens.spec.ts',
  'npm run tokens -- revoke --subject SUBJECT': 'tools/tokens/tokens.spec.ts',
  'npm run tokens -- revoke --token JTI': 'tools/tokens/tokens.spec.ts',
  'npm run tokens -- list': 'tools/tokens/tokens.spec.ts',
  'npm run categories': 'tools/categories/categories.spec.ts',
  'npm run fuzz -- sheets': 'libs/sheets/src/sheets.fuzz.spec.ts',
  'npm run fuzz -- requests': 'apps/system-e2e/src/wild-requests.e2e.ts',
  'npm start -- --at 2026-12-31': 'tools/start/start.spec.ts',
  'npm run indexes': 'tools/indexes/indexes.spec.ts',
  'npm run indexes -- --drop': 'tools/indexes/indexes.spec.ts',
  'npm run chaos': 'proofs/chaos/chaos.spec.ts',
  'npm run chart': 'tools/chart/chart.spec.ts',
  'npm run bundle': 'tools/image/bundle.spec.ts',
  'npm run tools': '.ci/run',
  'npm run test:clients': 'apps/system-e2e/src/stock-generators-make-clients.e2e.ts',
  'npm run test:cluster': 'proofs/cluster/main.ts',
  'npm run test:backup': 'proofs/backup/main.ts',
  'npm run assignment -- solve FILE --format json|orlib|dimacs': 'tools/assignment/formats.spec.ts',
  'npm run new': 'tools/new/new.spec.ts',
  'npm run new -- noun stations/bulletin 公告': 'tools/conventions/tutorial.spec.ts',
  'npm run new -- service canteens': 'tools/conventions/tutorial.spec.ts',
  'npm run new -- noun canteens/menu 菜单': 'tools/conventions/tutorial.spec.ts',
  'npm run codegen': 'tools/conventions/contract.spec.ts',
  'npm run typecheck': 'tools/conventions/types.spec.ts',
  'npm run lint': 'tools/conventions/lint.spec.ts',
  'npm run format': 'tools/conventions/format.spec.ts',
  'npx nx serve matching': 'tools/nx/nx.spec.ts',
  'npx nx affected -t test lint': 'tools/nx/nx.spec.ts',
  'npx nx graph': 'tools/nx/nx.spec.ts',
  'npm run jest -- apps/matching': 'tools/conventions/tutorial.spec.ts',
  'npm run jest -- apps/matching/src/needs': 'tools/conventions/tutorial.spec.ts',
  'npm run jest -- apps/matching/src/needs/need.spec.ts': 'tools/conventions/tutorial.spec.ts',
  'npm run jest -- apps/stations/src/bulletins': 'tools/conventions/tutorial.spec.ts',
  'npm run jest -- apps/stations/src/nouns.rpc.spec.ts -t bulletins': 'tools/conventions/tutorial.spec.ts',
  'npm run jest -- apps/canteens': 'tools/conventions/tutorial.spec.ts',
};

/**
 * By hand, never by a test: measurements, for a quiet machine; conformance, whose runner few machines can run as it is;
 * tests as on another day, of which `npm test` runs those of rules and store on two.
 */
const byHand = /^npm run (bench -- |conformance$|jest -- \S+ --at )/;

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const documents = trackedFiles().filter((file) => file.endsWith('.md'));
const commandsIn = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^(np[mx] (?:start|test|run|nx).*)$|`(np[mx] (?:start|test|run|nx)[^`]*)`/gm,
    ),
  ].map(([, line, code]) => (line ?? code ?? '').trim());

describe('commands of the docs', () => {
  it('are each run by a test', () => {
    const found = new Set(documents.flatMap(commandsIn).filter((command) => !byHand.test(command)));
    expect([...found].filter((command) => runBy[command] === undefined)).toEqual([]);
    expect(Object.keys(runBy).filter((command) => !found.has(command))).toEqual([]);
  });

  it.each(Object.entries(scripts))('%s installs first what it needs', (_, script) => {
    expect(script).toMatch(/^"\$npm_node_execpath" tools\/bootstrap\.cjs && /);
  });

  it.each(Object.entries(runBy))('%s is run by %s', (_, file) => expect(existsSync(join(root, file))).toBe(true));

  it('lead to files that are there', () => {
    const links = documents.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to]) =>
        join(file, '..', to ?? ''),
      ),
    );
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
