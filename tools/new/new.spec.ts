import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nameOf, pluralOf } from './names.ts';
import { planNoun, type NounAsked } from './noun.ts';
import { planService } from './service.ts';

const root = join(import.meta.dirname, '../..');
const most = { proto: 145, service: 6 };
const linesOf = (text = ''): number => text.split('\n').length - 1;

describe('names', () => {
  it.each([
    ['menu', 'menus'],
    ['home-visit', 'home-visits'],
    ['category', 'categories'],
    ['holiday', 'holidays'],
    ['branch', 'branches'],
    ['address', 'addresses'],
  ])('%s, several of them: %s', (one, several) => expect(pluralOf(one)).toBe(several));

  it('has a spelling for each place', () => {
    const want = { snake: 'gap_task', camel: 'gapTask', pascal: 'GapTask', words: 'gap task' };
    expect(nameOf('gap-task')).toMatchObject(want);
  });
});

describe('a new noun', () => {
  const asked: NounAsked = { path: 'stations/branch-office', zh: '分理处' };

  it('is its proto, its folder, and one line more', async () => {
    const { files } = await planNoun(root, asked);
    expect(Object.keys(files).sort()).toEqual([
      'apps/stations/src/branch-offices/branch-office.example.ts',
      'apps/stations/src/branch-offices/branch-office.service.ts',
      'apps/stations/src/branch-offices/branch-office.spec.ts',
      'apps/stations/src/branch-offices/branch-office.store.ts',
      'apps/stations/src/branch-offices/branch-office.ts',
      'apps/stations/src/nouns.ts',
      'proto/doorstep/stations/v1/branch_office.proto',
    ]);
    const exported = files['apps/stations/src/nouns.ts']?.match(/(?<=export \{ )\w+/g) ?? [];
    expect(exported).toContain('BranchOfficeService');
    expect(exported).toEqual(exported.toSorted());
    expect(linesOf(files['proto/doorstep/stations/v1/branch_office.proto'])).toBeLessThanOrEqual(most.proto);
  });

  it('is named in the plural as it is told', async () => {
    const { files } = await planNoun(root, { ...asked, path: 'stations/person-on-duty', plural: 'people-on-duty' });
    expect(files['proto/doorstep/stations/v1/person_on_duty.proto']).toContain('plural = "peopleOnDuty"');
    expect(Object.keys(files)).toContain('apps/stations/src/people-on-duty/person-on-duty.ts');
  });

  it.each<[string, Partial<NounAsked>, RegExp]>([
    ['of no service', { path: 'nowhere/menu' }, /no service nowhere; there are .*stations/],
    ['of the gateway', { path: 'gateway/menu' }, /no service gateway/],
    ['without a service', { path: 'menu' }, /SERVICE\/NOUN/],
    ['without a name', { path: 'stations/' }, /SERVICE\/NOUN/],
    ['in a folder of a folder', { path: 'stations/menus/menu' }, /SERVICE\/NOUN/],
    ['in another spelling', { path: 'stations/branchOffice' }, /no kebab-case/],
    ['with a number', { path: 'stations/office-2' }, /no kebab-case/],
    ['that every service keeps for itself', { path: 'stations/note' }, /collection notes for itself/],
    ['with another plural', { plural: 'Branch_Offices' }, /no kebab-case/],
    ['that is there', { path: 'stations/practice' }, /a message Practice/],
    ['that another service has', { path: 'matching/station' }, /a message Station/],
    ['as a message of the contract is called', { path: 'stations/waiting' }, /a message Waiting/],
    ['in the plural of another', { plural: 'practices' }, /has practices; --plural/],
    ['by a word of the language', { path: 'stations/case' }, /means something else in code/],
    ['by a word of its own code', { path: 'stations/request' }, /means something else in code/],
    ['without a Chinese name', { zh: '' }, /say in Chinese/],
    ['with another name', { zh: 'Office 分理处' }, /say in Chinese/],
    ['with a long name', { zh: '小区党群服务站便民公告栏管理员' }, /14 characters at most/],
    ['by the Chinese name of another', { zh: '经验做法' }, /a service that is called 经验做法/],
  ])('%s is refused', async (_, over, why) => {
    await expect(planNoun(root, { ...asked, ...over })).rejects.toThrow(why);
  });
});

describe('a new service', () => {
  it('is its folder', () => {
    const { files } = planService(root, 'canteens');
    expect(Object.keys(files).length).toBeLessThanOrEqual(most.service);
    expect(Object.keys(files).every((file) => file.startsWith('apps/canteens/'))).toBe(true);
    expect(files['apps/canteens/src/main.ts']).toContain('serve(CanteensModule)');
  });

  it.each([
    ['stations', /apps\/stations is there/],
    ['store', /libs\/store is there/],
    ['options', /proto\/doorstep\/options is there/],
    ['home-care', /no single word/],
    ['Canteens', /no single word/],
    ['', /no single word/],
  ])('"%s" is refused', (name, why) => expect(() => planService(root, name)).toThrow(why));
});

describe('npm run new', () => {
  it.each([
    { args: [], status: 0, says: /npm run new -- noun SERVICE\/NOUN/ },
    { args: ['--help'], status: 0, says: /npm run new -- service NAME/ },
    { args: ['story', 'x'], status: 1, says: /^new: there is no new story/ },
    { args: ['service', 'stations'], status: 1, says: /^new: apps\/stations is there already$/m },
    { args: ['noun', 'stations/practice', '经验'], status: 1, says: /^new: the contract has a message Practice$/m },
  ])('$args ends with $status', ({ args, status, says }) => {
    const script = ['--import', './tools/typescript.mjs', 'tools/new/main.ts', ...args];
    const answer = spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8' });
    expect(answer).toMatchObject({ status });
    expect(answer.stdout + answer.stderr).toMatch(says);
  });
});
