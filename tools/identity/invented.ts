import { createHash } from 'node:crypto';
import type { Client, Person } from './people.ts';

/** Who does what in a community or a compound. */
const jobs = {
  grid: { role: 'grid_worker', title: '网格员' },
  manager: { role: 'station_manager', title: '服务站站长' },
  community: { role: 'community', title: '社区工作人员' },
  resident: { role: 'resident', title: '居民' },
} as const;
export type Job = keyof typeof jobs;

/** A job and the code of the community or compound in which it is done, `grid.1409301000010001`. */
const login = /^(grid|manager|community|resident)\.(\d{12}(?:\d{4})?)$/;

/** Random id of somebody invented: the same at every start. */
const inventedSubject = (username: string): string =>
  createHash('sha256').update(`sample county ${username}`).digest('hex').slice(0, 20);

/**
 * Somebody for each job and place: a county has people by the hundred, whom nobody needs to list. Undefined where the
 * username does not say job and place.
 */
export function invented(username: string): Person | undefined {
  const [, job, code = ''] = login.exec(username) ?? [];
  if (job === undefined) return undefined;
  const { role, title } = jobs[job as Job];
  return {
    username,
    subject: inventedSubject(username),
    name: nameOf(username),
    title: `${title} ${code}`,
    roles: [role],
    divisions: [code],
  };
}

/** The client by which an app of the platform proves itself. Its role needs no division. */
export const appClient = (app: string): Client => ({
  clientId: app,
  subject: inventedSubject(`service ${app}`),
  name: `${app} 服务`,
  roles: ['service'],
  divisions: [],
});

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧';
const given = '伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红';

function nameOf(username: string): string {
  const [a = 0, b = 0, c = 0] = createHash('sha256').update(`name ${username}`).digest();
  return [surnames[a % surnames.length], given[b % given.length], given[c % given.length]].join('');
}
