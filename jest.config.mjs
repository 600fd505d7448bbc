// One run, one mongod, one Redis, one summary. Each project is a kind of test; `npm run jest -- PATH` runs a part.
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.doorstep', '<rootDir>/.deps'],
};
const anotherDay = { setupFiles: ['<rootDir>/tools/jest/another-day.ts'] };
const moved = process.env.DOORSTEP_TEST_AHEAD_MS === undefined ? {} : anotherDay;
const project = (displayName, testMatch, more = {}) => ({ ...common, ...moved, displayName, testMatch, ...more });
// Rules and store once more on days on which a year ends or has one more day; only where everything is tested. How a
// store is wired (`wiring`, `schema`) has no day.
const whole = process.argv.slice(2).every((argument) => argument.startsWith('-'));
const days = whole && moved !== anotherDay ? ['2026-12-31', '2028-02-29'] : [];
const onAnother = (day) =>
  project(`on ${day}`, ['<rootDir>/libs/{domain,store}/**/*.spec.ts', '!**/*.rpc.spec.ts', '!**/{wiring,schema}/*'], {
    ...anotherDay,
    globals: { doorstepDay: day },
  });

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
    ...days.map(onAnother),
    project('tools', ['<rootDir>/{tools,proofs}/**/*.spec.ts', '!**/conventions/**']),
    project('conventions', ['<rootDir>/tools/conventions/*.spec.ts']),
    project('system', ['<rootDir>/apps/system-e2e/src/**/*.e2e.ts'], {
      globalSetup: './tools/jest/system/setup.ts',
      globalTeardown: './tools/jest/system/teardown.ts',
    }),
  ],
};
