import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nouns } from '@doorstep/access';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { declaring } from '../codegen/nouns/refusals.ts';
import { readApps } from '../platform/apps.ts';
import { root, trackedFiles } from './run.ts';

/** Files that name what belongs to one service though they belong to none, and why; docs/architecture.md says it, too. */
const allowed: Readonly<Record<string, string>> = {
  'libs/store/src/background/division-tree.ts':
    'asks the owner of the division tree, whose mergers every store follows',
  'apps/gateway/src/problem/problem.ts': 'knows statuses of HTTP that say more of a refused file than its kind does',
  'tools/categories/enter.ts': 'enters the catalogue of categories, and does nothing else',
};

const apps = await readApps(root);
const services = apps.filter(({ kind }) => kind === 'service').map(({ name }) => name);
/** The service of each noun, by the first part of the names of its records. */
const owners = new Map(
  [...nouns].flatMap(([collection, { file }]) => {
    const [, service = ''] = file.proto.package.split('.');
    return services.includes(service) ? [[collection, service] as const] : [];
  }),
);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
/** The service of each refusal that services declare, by its reason. */
const refusing = new Map(
  declaring(root).flatMap((file) => {
    const [folder, service = ''] = file.split('/');
    const reasons =
      folder === 'apps' && services.includes(service) ? read(file).matchAll(/^ {2}([A-Z]+(?:_[A-Z]+)+):/gm) : [];
    return [...reasons].map(([, reason = '']) => [reason, service] as const);
  }),
);
const types = new Map([...nouns].map(([collection, { name }]) => [name, owners.get(collection)]));

const within = services.join('|');
const collections = [...owners.keys()].join('|');
/** Ways in which a text names what belongs to a service, each with the service or a noun of it. */
const ways: readonly (readonly [pattern: RegExp, serviceOf: (found: string) => string | undefined])[] = [
  [new RegExp(`^@doorstep/contracts/(${within})/`), (service) => service],
  [new RegExp(`\\bdoorstep\\.(${within})\\.v1\\b`), (service) => service],
  [/\bdoorstep\.county\/(\w+)/, (type) => types.get(type)],
  [new RegExp(`/v1/(${collections})\\b`), (collection) => owners.get(collection)],
  [/^([A-Z]+(?:_[A-Z]+)+)$/, (reason) => refusing.get(reason)],
  [new RegExp(`^(${collections})/(?:[a-z0-9-]{1,64})?$`), (collection) => owners.get(collection)],
];

/** Services that a text names by their messages, RPCs, routes, refusals or records. */
const namedBy = (text: string): string[] =>
  ways.flatMap(([pattern, serviceOf]) => {
    const found = pattern.exec(text)?.[1];
    return (found !== undefined && serviceOf(found)) || [];
  });

const textOf = (node: ts.Node): string =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddleOrTemplateTail(node) ||
  (ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent))
    ? node.text
    : '';

/** Where a program names what belongs to a service whose it is not, and which is no peer of its app: `file:line service`. */
function foreignIn(file: string, text: string): string[] {
  const [folder, app = ''] = file.split('/');
  const one = folder === 'apps' ? apps.find(({ name }) => name === app) : undefined;
  const known = one?.kind === 'service' ? [one.name, ...one.peers, ...one.asks] : [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    for (const service of namedBy(textOf(node)).filter((named) => !known.includes(named)))
      found.push(`${file}:${String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1)} ${service}`);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** What proves nouns names them: the system tests, too, and a client's program that tells a story. */
const isTest = (file: string): boolean =>
  /\.(spec|e2e|example)\.ts$/.test(file) || /^(libs\/testing|apps\/system-e2e|tools\/clients\/typescript)\//.test(file);

describe('what belongs to a service is named by itself and by those that call it', () => {
  const { name: caller = '', peers: [service = ''] = [] } = apps.find(({ kind }) => kind === 'service') ?? {};
  const [reason = ''] = [...refusing].find(([, owner]) => owner === service) ?? [];
  const [collection = ''] = [...owners].find(([, owner]) => owner === service) ?? [];

  it.each([
    [`import type { A } from '@doorstep/contracts/${service}/v1/a.js';`, true],
    [`export { A } from '@doorstep/contracts/${service}/v1/a.js';`, true],
    [`const prefix = '${collection}/';`, true],
    [`const name = \`${collection}/\${id}\`;`, true],
    [`const url = \`\${gateway}/v1/${collection}?pageSize=1\`;`, true],
    [`const method = 'doorstep.${service}.v1.AService/GetA';`, true],
    [`const statuses = { ${reason}: 400 };`, true],
    [`if (reason === '${reason}') again();`, true],
    [`import type { A } from '@doorstep/contracts/aip/v1/a.js';`, false],
    [`/** Of \`${collection}/a\`. */ const file = './${collection}/a.ts';`, false],
  ])('%s is found: %s', (text, found) => {
    expect(
      ['libs/x/src/x.ts', 'tools/x.ts', 'apps/gateway/src/x.ts'].map((file) => foreignIn(file, text).length > 0),
    ).toEqual([found, found, found]);
    expect([service, caller].map((app) => foreignIn(`apps/${app}/src/x.ts`, text))).toEqual([[], []]);
  });

  it('in no library, tool or other app', () => {
    const programs = trackedFiles().filter(
      (file) => /^(libs(?!\/contracts)|tools|apps)\/.*\.ts$/.test(file) && !isTest(file) && !(file in allowed),
    );
    expect(programs.length).toBeGreaterThan(300);
    expect(programs.flatMap((file) => foreignIn(file, read(file)))).toEqual([]);
  });

  it.each(Object.keys(allowed))('%s names one, as it may, and the architecture says so', (file) => {
    expect(foreignIn(file, read(file))).not.toEqual([]);
    expect(read('docs/architecture.md')).toContain(file);
  });
});
