import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { County, Place } from './county.ts';
import { units } from './catalogue.ts';

/** Who does what in a community. */
export type Job = 'grid' | 'manager' | 'community' | 'resident';

const binhe = '140930100001';
/** People of 滨河社区 stand in data/people/people.json under names of their own. */
const known: Readonly<Record<Job, string>> = {
  grid: 'grid.binhe.1',
  manager: 'manager.binhe',
  community: 'community.binhe',
  resident: 'resident.binhe',
};
const roles = {
  grid: 'grid_worker',
  manager: 'station_manager',
  community: 'community',
  resident: 'resident',
} as const;
const titles = { grid: '网格员', manager: '小区党群服务站站长', community: '工作人员', resident: '居民' } as const;
const townships: Readonly<Record<string, string>> = {
  '140930100': 'xikou',
  '140930101': 'louziying',
  '140930102': 'liujiata',
  '140930103': 'xunzhen',
  '140930104': 'jiuxian',
  '140930105': 'shaquan',
  '140930200': 'lugu',
  '140930202': 'danzhai',
  '140930203': 'tugou',
  '140930205': 'shaping',
  '140930206': 'sheliang',
};

/** The login of who does a job in a community. */
export const loginIn = ({ code }: Pick<Place, 'code'>, job: Job): string =>
  code === binhe ? known[job] : `${job}.${code}`;
export const townshipLogin = (code: string): string => `township.${townships[code.slice(0, 9)] ?? code}`;
/** The client of a resident unit. */
export const unitLogin = (unit: number): string => `unit.${String(unit + 1)}`;

/** Who decides on what reaches so far: county, township or community. */
export function authorityOver(division: string): string {
  if (division.length === 6) return 'county';
  return division.length === 9 ? townshipLogin(division) : loginIn({ code: division }, 'community');
}

/** The random id of somebody in data/people. Throws where nobody has the login. */
export function subjectOf(login: string): string {
  const found = everybody().find(({ username }) => username === login);
  if (found === undefined) throw new Error(`nobody in data/people is ${login}`);
  return found.subject;
}

interface Person {
  readonly username: string;
  readonly subject: string;
}
let read: readonly Person[] | undefined;
function everybody(): readonly Person[] {
  const folder = join(import.meta.dirname, '../../data/people');
  read ??= ['people.json', 'sample-county.json'].flatMap(
    (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { people: Person[] }).people,
  );
  return read;
}

const idOf = (name: string): string => createHash('sha256').update(`sample county ${name}`).digest('hex').slice(0, 20);
const jobs: readonly Job[] = ['grid', 'manager', 'community', 'resident'];
const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧';
const given = '伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红';

/** A name for somebody invented, by the place in the list. */
const invented = (at: number): string =>
  `${surnames[at % surnames.length] ?? ''}${given[(at * 7) % given.length] ?? ''}${given[(at * 11 + 3) % given.length] ?? ''}`;

/** The people whom the sample county needs, in the form of data/people. */
export function directoryOf({ communities }: County): object {
  const people = communities
    .filter(({ code }) => code !== binhe)
    .flatMap((community) => jobs.map((job) => ({ community, job })))
    .map(({ community, job }, at) => ({
      username: loginIn(community, job),
      subject: idOf(loginIn(community, job)),
      name: invented(at),
      title: `${community.name}${titles[job]}`,
      roles: [roles[job]],
      divisions: [community.code],
    }));
  const clients = units.map((name, unit) => ({
    clientId: unitLogin(unit),
    subject: idOf(unitLogin(unit)),
    name: `${name}（样例）`,
    roles: ['department_client'],
    divisions: ['140930'],
    organisation: idOf(`organisation ${name}`),
  }));
  return {
    note: 'Made by npm run sample -- --people: invented people of the sample county; no living person is meant.',
    people,
    clients,
  };
}
