import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { optionNamed, registry } from '@doorstep/access';
import { getOption, hasOption } from '@bufbuild/protobuf';
import ts from 'typescript';
import { readApps } from '../platform/apps.ts';
import { root, trackedFiles } from './run.ts';

/** Files in which the name of a service may stand, and why. */
const allowed: Readonly<Record<string, string>> = {
  'charts/doorstep/Chart.yaml': 'an English word in the description',
  'proofs/chaos/audit/figures.ts': 'a noun that is called as its service is',
  'proofs/replay/chapters/stations.ts': 'a noun that is called as its service is',
  'proofs/replay/county.ts': 'a noun that is called as its service is',
};

const services = (await readApps(root)).filter(({ kind }) => kind === 'service').map(({ name }) => name);
const resource = optionNamed('google.api.resource');
const nouns = [...registry].flatMap((type) =>
  type.kind === 'message' && hasOption(type, resource)
    ? [(getOption(type, resource) as { readonly plural: string }).plural]
    : [],
);

/** Tests tell of one service what is true of all; a list of services is none of theirs, either. */
const isTest = (file: string): boolean => /\.(spec|e2e|example|test)\.\w+$/.test(file);

/** The service that a text names: by its name alone, its database, its address, its folder. */
const namedBy = (text: string): string | undefined =>
  services.find((service) => {
    const ways = [`^${service}$`, `\\bdoorstep_${service}\\b`, `\\bDOORSTEP_${service}_`, `\\bapps/${service}\\b`];
    return new RegExp(ways.join('|'), 'i').test(text);
  });

/** Whether a text means a noun that is called as a service is: in that service, or where the id of a record is taken. */
const isNoun = (file: string, { parent }: ts.Node, text: string): boolean =>
  nouns.includes(text) &&
  (file.startsWith(`apps/${text}/`) || (ts.isCallExpression(parent) && parent.expression.getText() === 'idOf'));

const isImport = ({ parent }: ts.Node): boolean =>
  ts.isImportDeclaration(parent) ||
  ts.isExportDeclaration(parent) ||
  (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword);

/** The elements of an array, the keys of an object, the members of a type, as far as they are texts. */
function* partsOf(node: ts.Node): Generator<ts.Node | undefined> {
  if (ts.isArrayLiteralExpression(node)) yield* node.elements;
  if (ts.isObjectLiteralExpression(node))
    for (const property of node.properties) if (ts.isPropertyAssignment(property)) yield property.name;
  if (ts.isTypeLiteralNode(node)) for (const { name } of node.members) yield name;
  if (ts.isUnionTypeNode(node)) for (const type of node.types) if (ts.isLiteralTypeNode(type)) yield type.literal;
}
const textOf = (node: ts.Node | undefined): string =>
  node && (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) ? node.text : '';

/** Where a program names services, `file:line names`. */
function namedIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const tell = (node: ts.Node, names: string): void =>
    void found.push(`${file}:${String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1)} ${names}`);
  const look = (node: ts.Node): void => {
    const listed = services.filter((service) => [...partsOf(node)].some((part) => textOf(part) === service));
    if (listed.length > 1) tell(node, listed.join(', '));
    if (!isTest(file) && (ts.isStringLiteralLike(node) || ts.isTemplateHead(node))) {
      const service = isImport(node) || isNoun(file, node, node.text) ? undefined : namedBy(node.text);
      if (service !== undefined) tell(node, service);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** Where a file that is no program of ours names services, comments aside. */
function wordsIn(file: string, text: string): string[] {
  const written = file === 'charts/doorstep/values.yaml' ? text.replace(/^services:\n(?: .*\n)*/m, '') : text;
  return written.split('\n').flatMap((line, at) => {
    const said = line.replace(/(^|\s)(#|\/\/).*/, '');
    const service = services.find((name) => new RegExp(`(?<![\\w./-])${name}(?![\\w/-]|\\.\\w)`).test(said));
    return service === undefined ? [] : [`${file}:${String(at + 1)} ${service}`];
  });
}

const files = trackedFiles().filter((file) => !(file in allowed));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const data = /^(charts\/.*\.(yaml|tpl|mjs|json)|deploy\/.*|data\/people\/.*|tools\/.*\.(yaml|go|mjs|cjs)|[\w.]+\.mjs)$/;

describe('services are named by the manifest alone', () => {
  const [one = '', other = ''] = services;

  it.each([
    [`serve(AModule, '${one}');`, true],
    [`const db = client.db('doorstep_${one}');`, true],
    [`process.env['DOORSTEP_${one.toUpperCase()}_ADDRESS'];`, true],
    [`const file = \`apps/${one}/src/\${name}.ts\`;`, true],
    [`type Owner = '${one}' | '${other}';`, true],
    [`import { a } from '@doorstep/contracts/${one}/v1/a.js';`, false],
    [`ask('doorstep.${one}.v1.AService/GetA');`, false],
    [`/** \`${one}\` and ${other}. */`, false],
  ])('%s is found: %s', (text, found) => expect(namedIn('tools/x.ts', text).length > 0).toBe(found));

  it.each([
    [`const replicas = { ${one}: 2, ${other}: 3 };`, true],
    [`const all = ['${one}', '${other}'];`, true],
    [`const started = await start('${one}');`, false],
  ])('in a test %s is found: %s', (text, found) => expect(namedIn('tools/x.spec.ts', text).length > 0).toBe(found));

  it('in no program', () => {
    const programs = files.filter((file) => /^(libs(?!\/contracts)|tools|apps)\/.*\.tsx?$/.test(file));
    expect(programs.length).toBeGreaterThan(300);
    expect(programs.flatMap((file) => namedIn(file, read(file)))).toEqual([]);
  });

  it('in no chart, image, configuration or data', () => {
    expect(wordsIn('deploy/x', `RUN pack ${one} ${other}`)).toEqual([`deploy/x:1 ${one}`]);
    const others = files.filter((file) => data.test(file) && !isTest(file));
    expect(others.length).toBeGreaterThan(20);
    expect(others.flatMap((file) => wordsIn(file, read(file)))).toEqual([]);
  });

  it.each(Object.keys(allowed))('%s names one, as it may', (file) => {
    const found = data.test(file) ? wordsIn(file, read(file)) : namedIn(file, read(file));
    expect(found).not.toEqual([]);
  });
});
