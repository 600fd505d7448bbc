import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readApps } from '../platform/apps.ts';
import { copyOfCheckout } from '../conventions/copy.ts';
import { programs, root } from '../conventions/run.ts';

const apps = (await readApps(root)).map(({ name }) => name);
const toy = {
  name: '@doorstep/toy',
  private: true,
  type: 'module',
  doorstep: { kind: 'service' },
  nx: { tags: ['layer:app'] },
};

interface Graph {
  readonly nodes: Readonly<Record<string, { data: { root: string; targets: Readonly<Record<string, Target>> } }>>;
  readonly dependencies: Readonly<Record<string, readonly { target: string }[]>>;
}
interface Target {
  readonly cache?: boolean;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

let clone: string;
const run = (program: string, ...args: string[]): string => {
  const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: clone, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
};
const nx = (...args: string[]): string => run(process.execPath, programs.nx, ...args);
const git = (...args: string[]): string => run('git', ...args);
const commit = (): void => {
  git('add', '--all');
  git('-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '--quiet', '--message=x');
};

beforeAll(() => {
  clone = copyOfCheckout('nx');
  git('init', '--quiet', '--initial-branch=main');
  commit();
}, 60_000);
afterAll(() => rmSync(clone, { recursive: true }));

describe('on a clean clone', () => {
  const graphOf = (): Graph => {
    nx('graph', '--file=graph.json');
    const text = readFileSync(join(clone, 'graph.json'), 'utf8');
    rmSync(join(clone, 'graph.json'));
    return (JSON.parse(text) as { graph: Graph }).graph;
  };

  it('nx graph knows what every project can do, and on whom it depends', () => {
    const { nodes, dependencies } = graphOf();
    const can = Object.values(nodes).map(({ data }) => ({
      root: data.root,
      targets: Object.keys(data.targets).sort(),
    }));
    const checks = ['lint', 'test', 'typecheck'];
    for (const { root: folder, targets } of can) {
      const served = apps.some((app) => folder === `apps/${app}`);
      expect({ folder, targets }).toEqual({
        folder,
        targets: ['build', ...checks, ...(served ? ['serve'] : [])].sort(),
      });
    }
    expect(can.length).toBeGreaterThan(10);
    const of = (name: string) => dependencies[`@doorstep/${name}`]?.map(({ target }) => target);
    expect(of('aip')).toEqual(['@doorstep/domain']);
    expect(of('system-e2e')).toEqual(expect.arrayContaining(apps.map((app) => `@doorstep/${app}`)));
  });

  it('nx names what goes in and comes out, and keeps it', () => {
    const targets = Object.values(graphOf().nodes).flatMap(({ data }) => Object.entries(data.targets));
    const kept = targets.filter(([name]) => name !== 'serve');
    expect(kept.filter(([, { cache, inputs }]) => cache !== true || inputs === undefined)).toEqual([]);
    expect(targets.flatMap(([, { outputs = [] }]) => outputs)).toHaveLength(apps.length);
    nx('typecheck', 'aip');
    expect(nx('typecheck', 'aip')).toContain('1/1 hit');
  });

  it('nx affected tells what a change touches', () => {
    appendFileSync(join(clone, 'apps/evaluation/src/main.ts'), '\n');
    const affected = nx('show', 'projects', '--affected').trim().split('\n').sort();
    expect(affected).toEqual(['@doorstep/evaluation', '@doorstep/system-e2e', 'proofs', 'tools']);
    commit();
  });

  it('nx test runs the tests of one project', () => {
    const files = nx('test', 'matching', '--listTests')
      .split('\n')
      .filter((line) => line.startsWith('/'));
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !file.startsWith(join(clone, 'apps/matching/')))).toEqual([]);
  });

  it('a new service is one by its package.json', () => {
    mkdirSync(join(clone, 'apps/toy'));
    writeFileSync(join(clone, 'apps/toy/package.json'), JSON.stringify(toy));
    const { targets } = JSON.parse(nx('show', 'project', 'toy', '--json')) as Graph['nodes'][string]['data'];
    expect(Object.keys(targets).sort()).toEqual(['build', 'lint', 'serve', 'test', 'typecheck']);
  });
});
