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

  it('counts from the start for what the contract will declare: its first figure asks for no third file', async () => {
    const { files } = await planNoun(root, asked);
    const [noun = '', store = ''] = ['', '.store'].map(
      (role) => files[`apps/stations/src/branch-offices/branch-office${role}.ts`],
    );
    expect(noun).toContain(
      "branchOfficeCounts = {} satisfies Counts<Figures['doorstep.stations.v1.BranchOffice'], BranchOffice>",
    );
    expect(store).toContain('counts: branchOfficeCounts');
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
    ['with a space', { path: 'stations/gap task' }, /^gap task is no kebab-case/],
    ['that is there', { path: 'stations/practice' }, /^the contract has Practice already/],
    ['that another service has', { path: 'matching/station' }, /has Station already/],
    ['as a message of the contract is called', { path: 'stations/waiting' }, /has Waiting already/],
    ['in the plural of another', { plural: 'practices' }, /has practices; --plural/],
    ['as its plural is called elsewhere', { path: 'matching/tool-kit', plural: 'tools' }, /has tools; --plural/],
    ['in the plural of a route', { plural: 'revocations' }, /has revocations; --plural/],
    ['whose page of states is another page', { path: 'stations/parents' }, /docs\/states\/parents\.md is there/],
    ['by a word of the language', { path: 'stations/case' }, /^case is a word of the language \(case\); take other/],
    ['by a word of its own code', { path: 'stations/request' }, /^request is a word of the code of a noun/],
    ['by a field of what it takes', { path: 'stations/request-id' }, /^request-id is a word of the code/],
    ['by the verb that codegen adds', { path: 'stations/count' }, /^count is a word of the code/],
    ['by what makes a promise of a module', { path: 'stations/then' }, /^then is a word of every object/],
    ['by a part of every object', { path: 'stations/to-string' }, /^to-string is a word of every object/],
    [
      'by what generated code declares',
      { path: 'stations/binary-reader' },
      /^binary-reader is a word of the code that/,
    ],
    ['in the plural', { path: 'stations/pledges' }, /^pledges seems to be a plural; say one of them, or its plural/],
    [
      'that begins as a method',
      { path: 'stations/create-pledge' },
      /^create-pledge begins with create, as a method does/,
    ],
    ['without a Chinese name', { zh: '' }, /say in Chinese/],
    ['with another name', { zh: 'Office 分理处' }, /say in Chinese/],
    ['with a long name', { zh: '小区党群服务站便民公告栏管理员' }, /14 characters at most/],
    ['by the Chinese name of another', { zh: '经验做法' }, /a service that is called 经验做法/],
  ])('%s is refused', async (_, over, why) => {
    await expect(planNoun(root, { ...asked, ...over })).rejects.toThrow(why);
  });

  it.each([
    'promise',
    'date',
    'partial',
    'string',
    'record',
    'map',
    'error',
    'list',
    'event',
    'empty',
    'any',
    'store',
    'change',
    'get-request',
  ])('%s means something else already, which is said in a line', async (name) => {
    const line = new RegExp(`^${name} is a word of [a-z ]+ \\(\\w+\\); take other words, as mediation-case for case$`);
    await expect(planNoun(root, { ...asked, path: `stations/${name}` })).rejects.toThrow(line);
  });

  it.each(['clock', 'kind', 'role', 'intake', 'journal', 'notice', 'work-item', 'category'])(
    '%s is in the contract already, whoever has it',
    async (name) => {
      const why = /^the contract has \w+ already; take another word$/;
      await expect(planNoun(root, { ...asked, path: `stations/${name}` })).rejects.toThrow(why);
    },
  );

  it.each([
    'practice-service',
    'home-service',
    'street-name',
    'help-request',
    'web-page',
    'first-answer',
    'night-life',
  ])('%s ends as what is made of a noun', async (name) => {
    const line = new RegExp(`^no noun ends in ${name.split('-')[1] ?? ''}, which is [\\w ]+; take another word$`);
    await expect(planNoun(root, { ...asked, path: `stations/${name}` })).rejects.toThrow(line);
  });

  it.each([
    'bulletin',
    'menu',
    'street-news',
    'home-address',
    'mediation-case',
    'station-note',
    'service-point',
    'date-of-visit',
    'council-event',
  ])('%s can be one', async (name) => {
    const { files } = await planNoun(root, { ...asked, path: `stations/${name}` });
    expect(Object.keys(files)).toHaveLength(7);
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
    ['google', /^google is a package of which protos speak; take another word$/],
    ['redis', /^redis is a store beside the services/],
    ['node', /^node is a program; take another word$/],
    ['npm', /^npm is a program/],
    ['jest', /^jest is a program/],
    ['http', /^http is a module of Node/],
    ['toString', /no single word/],
    ['data', /^data is a folder of the platform/],
    ['proto', /^proto is a folder/],
    ['docs', /^docs is a folder/],
    ['tools', /^tools is a folder/],
    ['proofs', /^proofs is a folder/],
    ['housing', /^housing is a client of data\/people/],
  ])('"%s" is refused', (name, why) => expect(() => planService(root, name)).toThrow(why));
});

describe('npm run new', () => {
  it.each([
    { args: [], status: 0, says: /npm run new -- noun SERVICE\/NOUN/ },
    { args: ['--help'], status: 0, says: /npm run new -- service NAME/ },
    { args: ['story', 'x'], status: 2, says: /^new: there is no new story; npm run new -- service NAME or [^\n]*\n$/ },
    { args: ['noun'], status: 2, says: /^new: which noun\?; npm run new -- noun SERVICE\/NOUN [^\n]*\n$/ },
    {
      args: ['service', 'home', 'care'],
      status: 2,
      says: /^new: care is one too many[^\n]*; npm run new -- [^\n]*\n$/,
    },
    { args: ['noun', 'stations/gap', 'list', '清单'], status: 2, says: /^new: 清单 is one too many[^\n]*; [^\n]*\n$/ },
    { args: ['noun', 'stations/gap list', '清单'], status: 1, says: /^new: gap list is no kebab-case, as gap-task\n$/ },
    { args: ['service', 'homes', '--plural', 'x'], status: 2, says: /^new: a service has no plural; [^\n]*\n$/ },
    { args: ['service', 'stations'], status: 1, says: /^new: apps\/stations is there already$/m },
    { args: ['noun', 'stations/practice', '经验'], status: 1, says: /^new: the contract has Practice already; / },
  ])('$args ends with $status', ({ args, status, says }) => {
    const script = ['--import', './tools/typescript.mjs', 'tools/new/main.ts', ...args];
    const answer = spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8' });
    expect(answer).toMatchObject({ status });
    expect(answer.stdout + answer.stderr).toMatch(says);
  });
});
