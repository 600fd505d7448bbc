import { type Need, type NeedDuplicate, Need_State as State } from '@doorstep/contracts/matching/v1/need.js';
import { given } from '@doorstep/domain';

/** Where a need stands that another one may repeat. */
export const open = [State.DRAFTED, State.VERIFIED, State.LISTED, State.MATCHED, State.IN_PROJECT] as const;

const most = 10;
/** Below it two needs have little more in common than their category. */
const least = 0.4;
const dayMs = 86_400_000;
/** Two filings a month apart have nothing to do with each other. */
const monthDays = 30;

/**
 * Of needs of one place and category those that a need may repeat, the likeliest first. Deterministic: a tie goes to
 * the older, then to the name.
 */
export function duplicatesOf(need: Need, others: readonly Need[]): NeedDuplicate[] {
  return others
    .filter(({ name }) => name !== need.name)
    .map((other) => ({ other, duplicate: compared(need, other) }))
    .filter(({ duplicate }) => duplicate.score >= least)
    .sort(
      (a, b) => b.duplicate.score - a.duplicate.score || filed(a.other) - filed(b.other) || byName(a.other, b.other),
    )
    .slice(0, most)
    .map(({ duplicate }) => duplicate);
}

function compared(need: Need, other: Need): NeedDuplicate {
  const titleLikeness = likeness(need.title, other.title);
  const daysApart = Math.round(Math.abs(filed(need) - filed(other)) / dayMs);
  const windowsMeet = meet(need, other) && meet(other, need);
  const nearness = Math.max(0, 1 - daysApart / monthDays);
  const score = 0.7 * titleLikeness + 0.15 * nearness + (windowsMeet ? 0.15 : 0);
  const { name, title, state } = other;
  return {
    need: name,
    title,
    state,
    score: rounded(score),
    titleLikeness: rounded(titleLikeness),
    daysApart,
    windowsMeet,
  };
}

const filed = ({ createTime }: Need): number => createTime?.getTime() ?? 0;
const byName = (a: Need, b: Need): number => (a.name < b.name ? -1 : 1);
const rounded = (share: number): number => Math.round(100 * share) / 100;
const meet = (one: Need, other: Need): boolean => !one.openFrom || one.openFrom < given(other, 'openUntil');

/** Dice's coefficient over pairs of neighbouring characters, which needs no words: Chinese has no spaces between them. */
export function likeness(a: string, b: string): number {
  const [ones, others] = [pairs(a), pairs(b)];
  const both = [...ones].filter((pair) => others.has(pair)).length;
  return ones.size + others.size === 0 ? 0 : (2 * both) / (ones.size + others.size);
}

function pairs(text: string): Set<string> {
  const characters = Array.from(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\p{P}\p{Z}]/gu, ''),
  );
  return new Set(characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`));
}
