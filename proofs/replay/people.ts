import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { invented, type Job } from '../../tools/identity/invented.ts';
import type { Place } from './county.ts';

const binhe = '140930100001';
/** People of 滨河社区 stand in data/people/people.json under names of their own; its first grid is 隗滨花园's. */
const known: Readonly<Record<string, string>> = {
  [`grid.${binhe}0001`]: 'grid.binhe.1',
  [`manager.${binhe}`]: 'manager.binhe',
  [`community.${binhe}`]: 'community.binhe',
  [`resident.${binhe}`]: 'resident.binhe',
};
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

/** The login of who does a job in a community, or in a compound. */
export function loginIn({ code }: Pick<Place, 'code'>, job: Job): string {
  const login = `${job}.${code}`;
  return known[login] ?? login;
}
export const townshipLogin = (code: string): string => `township.${townships[code.slice(0, 9)] ?? code}`;

/** Who decides on what reaches so far: county, township or community. */
export function authorityOver(division: string): string {
  if (division.length === 6) return 'county';
  return division.length === 9 ? townshipLogin(division) : loginIn({ code: division }, 'community');
}

interface Known {
  readonly username?: string;
  readonly clientId?: string;
  readonly subject: string;
  readonly name: string;
  readonly organisation?: string;
}
const read = ['people.json', 'units.json'].flatMap((file) => {
  const text = readFileSync(join(import.meta.dirname, '../../data/people', file), 'utf8');
  const { people = [], clients = [] } = JSON.parse(text) as { people?: Known[]; clients?: Known[] };
  return [...people, ...clients];
});
const everybody = new Map(read.map((one) => [one.username ?? one.clientId, one]));

/** The random id of somebody. Throws where nobody has the login. */
export function subjectOf(login: string): string {
  const found = everybody.get(login) ?? invented(login);
  if (found === undefined) throw new Error(`nobody in data/people is ${login}`);
  return found.subject;
}

/** A resident unit that acts by a client of its own. */
export interface Unit {
  readonly login: string;
  readonly subject: string;
  readonly name: string;
  readonly organisation: string;
}
/** 驻区单位: those of data/people/units.json. */
export const units: readonly Unit[] = read
  .filter(({ clientId = '' }) => clientId.startsWith('unit.'))
  .map(({ clientId = '', subject, name, organisation = '' }) => ({
    login: clientId,
    subject,
    name: name.replace(/（.*）$/, ''),
    organisation,
  }));
