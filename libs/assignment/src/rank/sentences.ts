import type { Obstacle } from './rank.js';

const reasons: Readonly<Record<Obstacle | 'better_elsewhere', { zh: string; en: string }>> = {
  full: { zh: '该资源已分配给更适合的需求', en: 'its capacity went to needs that it fits better' },
  better_elsewhere: { zh: '另一资源更适合该需求', en: 'another resource fits the need better' },
  out_of_reach: { zh: '该资源不面向需求所在地', en: 'it does not reach the place of the need' },
  outside_hours: { zh: '该资源的可用时段与需求不重合', en: 'it is not there when the need is open' },
  other_category: { zh: '该资源属于其他类别', en: 'it is of another category' },
};

/**
 * Why a need did not get a resource, in both languages, with the least that would have changed it.
 * @param raise by how much the score was too low; undefined where no score would have been enough.
 * @param oneMore whether one more unit of the resource would have been enough.
 */
export function sentences(why: keyof typeof reasons, raise?: number, oneMore = false): { zh: string; en: string } {
  const { zh, en } = reasons[why];
  const changes = [
    ...(oneMore ? [{ zh: '资源多 1 份', en: 'one more unit of it' }] : []),
    ...(raise === undefined ? [] : [{ zh: `得分高 ${String(raise)} 分`, en: `a score higher by ${String(raise)}` }]),
  ];
  if (changes.length === 0) return { zh, en };
  return {
    zh: `${zh}；${changes.map((change) => change.zh).join('或')}即可入选`,
    en: `${en}; ${changes.map((change) => change.en).join(' or ')} would have changed that`,
  };
}
