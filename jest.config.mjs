// One run, one mongod, one Redis, one summary. Each project is a kind of test; `npm run jest -- PATH` runs a part.
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.doorstep'],
};
const project = (displayName, testMatch, more = {}) => ({ ...common, displayName, testMatch, ...more });

export default {
  globalSetup: './tools/jest/setup.ts',
  globalTeardown: './tools/jest/teardown.ts',
  testTimeout: 30_000,
  maxWorkers: 2,
  projects: [
    project('unit', [
      '<rootDir>/libs/**/*.spec.ts',
      '<rootDir>/apps/*/src/**/*.spec.ts',
      '!**/*.rpc.spec.ts',
      '!**/*.store.spec.ts',
    ]),
    project('store', ['<rootDir>/libs/**/*.store.spec.ts']),
    project('rpc', ['<rootDir>/apps/*/src/**/*.rpc.spec.ts', '<rootDir>/libs/**/*.rpc.spec.ts']),
    project('tools', ['<rootDir>/{tools,proofs}/**/*.spec.ts', '!**/conventions/**']),
    project('conventions', ['<rootDir>/tools/conventions/*.spec.ts']),
    project('system', ['<rootDir>/apps/system-e2e/src/**/*.e2e.ts'], {
      globalSetup: './tools/jest/system/setup.ts',
      globalTeardown: './tools/jest/system/teardown.ts',
    }),
  ],
};
