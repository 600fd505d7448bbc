import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import regexp from 'eslint-plugin-regexp';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { oneClock } from './tools/lint/one-clock.ts';
import { stateByLife } from './tools/lint/state-by-life.ts';

// The import law asks Nx which file belongs to which project; without a graph of them it would be silent.
await createProjectGraphAsync();

/** Imports that a file may have, as one pattern of what it may not. */
const only = (allowed, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: `^(?!${allowed})`, message }] }],
});
/** Folders of the services, in which each folder is a noun. */
const services = globSync('apps/*/package.json', { cwd: import.meta.dirname })
  .filter((file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')).doorstep?.kind === 'service')
  .map(dirname);
const specs = ['**/*.spec.ts', '**/*.e2e.ts', '**/*.example.ts', 'libs/testing/**'];
/** The import law between projects: who may import whom, by the tags in their package.json. */
const projects = (...more) => {
  const law = {
    contracts: ['pure'],
    pure: ['pure', 'contracts'],
    platform: ['platform', 'pure', 'contracts'],
    testing: ['platform', 'pure', 'contracts'],
    app: ['platform', 'pure', 'contracts'],
    e2e: ['testing', 'platform', 'pure', 'contracts'],
  };
  const depConstraints = Object.entries(law).map(([from, to]) => ({
    sourceTag: `layer:${from}`,
    onlyDependOnLibsWithTags: [...to, ...more].map((layer) => `layer:${layer}`),
  }));
  const allow = [
    ...['../../../tools/**', '../../../proofs/**'], // the system tests start the platform as tools do
    '../../../docs/openapi/doorstep.json', // the description that the gateway hands out belongs to no project
  ];
  const ignoredCircularDependencies = [
    ['*', 'tag:layer:testing'], // it stands on libraries whose specs it serves
    ['tag:layer:contracts', 'tag:layer:pure'], // what is generated names the caller of libs/domain
  ];
  return { '@nx/enforce-module-boundaries': ['error', { allow, depConstraints, ignoredCircularDependencies }] };
};

const plainExports = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'ExportAllDeclaration', message: 'Name each export.' },
];
/** By its name a bundle carries every language that zod speaks. */
const zodWhole = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
  message: "import * as z from 'zod'.",
};

export default defineConfig(
  globalIgnores([
    'dist',
    '.doorstep',
    '.nx',
    '.deps',
    'libs/contracts/src',
    'tools/clients/typescript',
    '**/*.cjs',
    '**/*.mjs',
  ]),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // `void` would hide the promise whose failure ends the process: who waits for none says what is done with its error.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Our interfaces are kept by closures and plain objects, not by classes: nothing is bound, nothing can come loose.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // A method of a generated interface returns a promise whether it waits for anything or not.
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', 300],
      'no-restricted-syntax': ['error', ...plainExports],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: specs,
    rules: { 'max-lines-per-function': ['error', 40] },
  },
  {
    // jest calls the default export of these.
    files: ['tools/jest/**/{setup,teardown}.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // The import law between projects.
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    rules: {
      ...projects(),
      'no-restricted-syntax': ['error', ...plainExports, zodWhole],
    },
  },
  {
    files: specs,
    rules: {
      ...projects('testing'),
      // What a driver or a wire hands back is looked at as it comes; an expectation is its type check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // A noun is pure: types of the contract, the domain, other nouns.
    files: services.map((folder) => `${folder}/src/*/*.ts`),
    ignores: ['**/*.*.ts'],
    rules: only(
      '@doorstep/(contracts|domain|assignment)\\b|\\.{1,2}/[\\w/-]+\\.js$',
      'A noun knows only types of the contract and the domain.',
    ),
  },
  {
    files: services.map((folder) => `${folder}/src/**/*.ts`),
    ignores: specs,
    plugins: { doorstep: { rules: { 'state-by-life': stateByLife } } },
    rules: { 'doorstep/state-by-life': 'error' },
  },
  {
    // What a stranger wrote runs through no expression whose time grows faster than its length.
    files: ['{apps,libs}/**/*.ts', 'tools/{clamd,identity}/**/*.ts'],
    ignores: [...specs, 'apps/system-e2e/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      // Sticky ones try one place alone.
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    // One clock of all processes.
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: [...specs, 'libs/runtime/src/clock.ts', 'libs/hop/src/deadline.ts'],
    plugins: { clock: { rules: { 'one-clock': oneClock } } },
    rules: { 'clock/one-clock': 'error' },
  },
  {
    files: ['**/*.store.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^@grpc/|^@nestjs/microservices|^@doorstep/runtime', message: 'Data knows nothing of the wire.' },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/{domain,aip,assignment}/src/**/*.ts'],
    ignores: specs,
    rules: only(
      '@doorstep/(contracts|domain)\\b|\\.{1,2}/|node:crypto$',
      'A pure library takes what it needs as an argument.',
    ),
  },
  {
    // A service of a bench is decorated by hand, for Node strips types and knows no decorators: Nest wants classes all the same.
    files: ['proofs/bench/**/*.ts'],
    rules: { '@typescript-eslint/no-extraneous-class': ['error', { allowEmpty: true }] },
  },
  {
    // Tools look into what they prove and measure.
    files: ['{tools,proofs}/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
);
