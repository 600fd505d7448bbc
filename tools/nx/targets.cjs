'use strict';
// The targets of every project, said once: Nx asks this plugin what can be done in each folder of apps/ and libs/, and in
// tools/ and proofs/. What they have in common (inputs, outputs, cache) stands in nx.json.
const { readFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

const typed = 'node --import ./tools/typescript.mjs';

exports.createNodes = [
  '{{apps,libs}/*/package.json,{tools,proofs}/project.json}',
  (files, _options, { workspaceRoot }) => {
    const manifests = new Map(files.map((file) => [dirname(file), readManifest(join(workspaceRoot, file))]));
    const served = [...manifests].filter(([, { doorstep }]) => doorstep).map(([, { name }]) => name);
    return files.map((file) => {
      const folder = dirname(file);
      const { doorstep } = manifests.get(folder);
      // An app that is not served tests those that are.
      const implicitDependencies = folder.startsWith('apps/') && !doorstep ? served : [];
      return [file, { projects: { [folder]: { targets: targetsOf(folder, doorstep), implicitDependencies } } }];
    });
  },
];

const readManifest = (file) => JSON.parse(readFileSync(file, 'utf8'));

function targetsOf(folder, manifest) {
  const name = basename(folder);
  const checks = {
    test: run(`node --experimental-vm-modules node_modules/jest/bin/jest.js --passWithNoTests ./${folder}/`),
    lint: run(`eslint ${folder}`),
    typecheck: run(`node tools/nx/typecheck.ts ${folder}`),
  };
  // A library is compiled into the apps that use it: what there is to do for itself is to check its types.
  if (!manifest) return { ...checks, build: { executor: 'nx:noop', dependsOn: ['typecheck'] } };
  const outputs = [`{workspaceRoot}/dist/${name}`];
  return {
    ...checks,
    build: { ...run(`node tools/build/main.ts ${name}`), outputs },
    serve: { ...run(`${typed} tools/start/main.ts --only ${name}`), continuous: true },
  };
}

const run = (command) => ({ executor: 'nx:run-commands', options: { command } });
