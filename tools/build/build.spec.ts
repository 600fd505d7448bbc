import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../servers/shell.ts';
import { buildApps } from './build.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

const GREETER = `
import { Injectable } from '@nestjs/common';
@Injectable()
export class Greeter { greet(): string { return 'good morning'; } }`;

const MAIN = `
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Greeter } from './greeter.js';
@Injectable()
class Needs { constructor(readonly greeter: Greeter) {} }
@Module({ providers: [Greeter, Needs] })
class Toy {}
const toy = await NestFactory.createApplicationContext(Toy, { logger: false });
console.log(toy.get(Needs).greeter.greet());`;

let root: string;
const write = (name: string, text: string) => writeFile(join(root, 'apps/toy/src', name), text);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'doorstep-build-'));
  await mkdir(join(root, 'apps/toy/src'), { recursive: true });
  await mkdir(join(root, 'libs'));
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const file of ['.swcrc', 'package-lock.json']) await copyFile(join(repository, file), join(root, file));
  await write('greeter.ts', GREETER);
  await write('main.ts', MAIN);
});

afterAll(() => rm(root, { recursive: true }));

it('bundles an app whose injected classes are known by their types', async () => {
  const [toy] = await buildApps(root, ['toy']);
  expect(toy).toMatchObject({ app: 'toy', fresh: true });
  await expect(run(process.execPath, [toy?.file ?? ''], { timeoutMs: 20_000 })).resolves.toBe('good morning\n');
});

it('builds again only what has changed', async () => {
  expect(await buildApps(root, ['toy'])).toMatchObject([{ fresh: false }]);
  await write('greeter.ts', GREETER.replace('morning', 'evening'));
  expect(await buildApps(root, ['toy'])).toMatchObject([{ fresh: true }]);
  const [toy] = await buildApps(root, ['toy']);
  expect(toy?.fresh).toBe(false);
  await rm(dirname(toy?.file ?? ''), { recursive: true });
  expect(await buildApps(root, ['toy'])).toMatchObject([{ fresh: true }]);
});

it('names the place of a mistake', async () => {
  await write('greeter.ts', `${GREETER}\nconst = 1;`);
  await expect(buildApps(root, ['toy'])).rejects.toThrow(/greeter\.ts:5/);
});
